import { expect, test } from "vitest";
import { errorRate, type Racer, ratesAround, stillIn, takeRate } from "./learning-rate-race.ts";

/** @param wrong Of 20 held-out images, those that were misclassified. */
function tried(rate: number, wrong: number[], diverged = false): Racer {
  const errors = Array.from({ length: 20 }, (_, image) => Number(wrong.includes(image)));
  return { rate, errors, logLoss: 0, diverged };
}

test("five rates, half a decade apart, around a centre", () => {
  expect(ratesAround(1e-3)).toEqual([1e-4, 3e-4, 1e-3, 3e-3, 1e-2]);
  expect(ratesAround(3e-3)).toEqual([3e-4, 1e-3, 3e-3, 1e-2, 3e-2]);
  expect(ratesAround(1e-4)).toEqual([1e-5, 3e-5, 1e-4, 3e-4, 1e-3]);
  expect(ratesAround(2e-4)).toEqual(ratesAround(3e-4));
});

test("a rate that is clearly worse on the same images is out, and one that diverged", () => {
  const best = tried(1, [0, 1]);
  const close = tried(2, [2, 3, 4]);
  // 6 further mistakes of 20: mean 0.3, standard error 0.105, so 2.85 standard errors behind.
  const worse = tried(3, [0, 1, 2, 3, 4, 5, 6, 7]);
  const wild = tried(4, [], true);
  expect(stillIn([best, close, worse, wild])).toEqual([best, close]);
});

test("of the rates that share the lead the one nearest to the centre is taken; the others are told", () => {
  const small = tried(1e-4, [0, 1]);
  // One image more and one fewer: no difference.
  const centre = tried(1e-3, [1, 2]);
  // 2 further mistakes of 20: mean 0.1, standard error 0.069, so 1.45 standard errors behind.
  const behind = tried(3e-3, [0, 1, 2, 3]);
  const result = takeRate([small, centre, behind], 1e-3);
  expect(result.winner).toBe(centre);
  expect(result.tied).toEqual([small, behind]);
  expect(takeRate([small, centre, behind], 3e-3).winner).toBe(centre);
});

test("of two rates equally far from the centre the larger is taken", () => {
  const [below, above] = [tried(3e-4, [0, 1]), tried(3e-3, [1, 2])];
  expect(takeRate([below, above], 1e-3).winner).toBe(above);
});

test("a rate that diverged is never taken, however near; if all did, the smallest is", () => {
  const good = tried(1e-4, [0, 1]);
  const wild = tried(1e-2, [], true);
  expect(takeRate([wild, good], 1e-2)).toEqual({ winner: good, tied: [] });
  const wilder = tried(1e-1, [], true);
  expect(takeRate([wilder, wild], 1e-1).winner).toBe(wild);
  expect(errorRate(wild)).toBe(Number.POSITIVE_INFINITY);
});
