import { describe, expect, test } from "vitest";
import { nextRate, ratesAround, type Trial, takeRate } from "./learning-rate-race.ts";

const trial = (rate: number, loss: number): Trial => ({ rate, loss, accuracy: 0.5 });

/** Ten classes: a loss is clearly lower by more than 0.115 nats, a twentieth of ln 10. */
const range = { rates: [1e-4, 3e-4, 1e-3, 3e-3, 1e-2], centre: 1e-3, numClasses: 10 };

/** The rates in the order in which they are tried, each with the loss that the function gives it. */
function search(lossOf: (rate: number) => number, options: object = {}) {
  const trials: Trial[] = [];
  const all = { ...range, ...options };
  for (let rate = nextRate(trials, all); rate !== null; rate = nextRate(trials, all)) {
    trials.push(trial(rate, lossOf(rate)));
  }
  const { taken, tied } = takeRate(trials, all);
  return {
    tried: trials.map(({ rate }) => rate),
    taken: taken.rate,
    tied: tied.map(({ rate }) => rate),
  };
}

test("five rates, half a decade apart, around a centre", () => {
  expect(ratesAround(1e-3)).toEqual([1e-4, 3e-4, 1e-3, 3e-3, 1e-2]);
  expect(ratesAround(3e-3)).toEqual([3e-4, 1e-3, 3e-3, 1e-2, 3e-2]);
  expect(ratesAround(1e-4)).toEqual([1e-5, 3e-5, 1e-4, 3e-4, 1e-3]);
  expect(ratesAround(2e-4)).toEqual(ratesAround(3e-4));
});

describe("which rates are tried", () => {
  test("the centre and its neighbours, and no more where none of the three is clearly better", () => {
    const result = search((rate) => (rate === 1e-3 ? 0.5 : 0.4));
    expect(result).toEqual({ tried: [1e-3, 3e-3, 3e-4], taken: 1e-3, tied: [3e-3, 3e-4] });
  });

  test("outwards for as long as the outermost is clearly better than all others", () => {
    const falling = search((rate) => 1 + Math.log10(rate) / 4);
    expect(falling).toMatchObject({ tried: [1e-3, 3e-3, 3e-4, 1e-4], taken: 1e-4 });
    const flatAbove = search((rate) => (rate < 3e-3 ? 1.5 : 1 - rate));
    expect(flatAbove).toEqual({ tried: [1e-3, 3e-3, 3e-4, 1e-2], taken: 3e-3, tied: [1e-2] });
  });

  test("a neighbour that is only a little better leads no further", () => {
    expect(search((rate) => 1 + rate * 20).tried).toEqual([1e-3, 3e-3, 3e-4]);
  });

  test("two rates, or one: those that there are", () => {
    const two = search(() => 1, { rates: [1e-3, 1e-2], centre: 1e-3 });
    expect(two.tried).toEqual([1e-3, 1e-2]);
    expect(search(() => 1, { rates: [1e-3], centre: 1e-3 }).tried).toEqual([1e-3]);
  });

  test("where all three diverged, smaller ones follow; the smallest is taken if nothing learns", () => {
    const result = search((rate) => (rate > 1e-4 ? Number.POSITIVE_INFINITY : 1));
    expect(result).toMatchObject({ tried: [1e-3, 3e-3, 3e-4, 1e-4], taken: 1e-4, tied: [] });
    expect(search(() => Number.POSITIVE_INFINITY)).toMatchObject({ taken: 1e-4, tied: [] });
  });
});

const taken = (trials: Trial[]) => takeRate(trials, range);

describe("which rate is taken", () => {
  test("the lowest loss, if it is lower by more than a twentieth of the loss of guessing", () => {
    const [small, centre, large] = [trial(3e-4, 0.384), trial(1e-3, 0.5), trial(3e-3, 0.9)];
    expect(taken([small, centre, large])).toEqual({ taken: small, tied: [] });
    const close = trial(3e-4, 0.386);
    expect(taken([close, centre, large])).toEqual({ taken: centre, tied: [close] });
    // Of two classes guessing has a loss of 0.693: 0.036 nats decide, not 0.034.
    const margin = (loss: number) =>
      takeRate([trial(3e-4, loss), centre], { ...range, numClasses: 2 }).taken.rate;
    expect([margin(0.464), margin(0.466)]).toEqual([3e-4, 1e-3]);
  });

  test("of the rates that share the lead the nearest to the centre, of two equally near the larger", () => {
    const [below, above] = [trial(3e-4, 0.4), trial(3e-3, 0.45)];
    expect(taken([below, trial(1e-3, 0.9), above])).toEqual({ taken: above, tied: [below] });
    const far = trial(1e-4, 0.3);
    expect(taken([far, below, trial(1e-3, 0.9)]).taken).toBe(below);
  });

  test("never one that diverged, however near; if all did, the smallest", () => {
    const [good, wild] = [trial(1e-4, 2), trial(1e-3, Number.POSITIVE_INFINITY)];
    expect(taken([wild, good])).toEqual({ taken: good, tied: [] });
    const wilder = trial(1e-2, Number.POSITIVE_INFINITY);
    expect(taken([wilder, wild]).taken).toBe(wild);
  });
});
