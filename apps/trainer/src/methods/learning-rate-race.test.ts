import { expect, test } from "vitest";
import { meanScore, type Racer, ratesAround, stillIn, takeRate } from "./learning-rate-race.ts";

function tried(rate: number, scores: number[], diverged = false): Racer {
  return { rate, scores, logLoss: 0, correct: 0, diverged };
}

test("five rates, half a decade apart, around a centre", () => {
  expect(ratesAround(1e-3)).toEqual([1e-4, 3e-4, 1e-3, 3e-3, 1e-2]);
  expect(ratesAround(3e-3)).toEqual([3e-4, 1e-3, 3e-3, 1e-2, 3e-2]);
  expect(ratesAround(1e-4)).toEqual([1e-5, 3e-5, 1e-4, 3e-4, 1e-3]);
  expect(ratesAround(2e-4)).toEqual(ratesAround(3e-4));
});

test("a rate that is clearly worse on the same images is out, and one that diverged", () => {
  const best = tried(1, [0.1, 0.2, 0.1, 0.2]);
  const close = tried(2, [0.3, 0.1, 0.2, 0.1]);
  // Differences 0.9, 1.1, 0.9, 1.1: mean 1, standard error 0.0577.
  const worse = tried(3, [1, 1.3, 1, 1.3]);
  const wild = tried(4, [0, 0, 0, 0], true);
  expect(stillIn([best, close, worse, wild])).toEqual([best, close]);
});

test("one wild image does not make a rate clearly worse", () => {
  const best = tried(1, [0.1, 0.1, 0.1, 0.1]);
  // Differences 2, 0, 0, 0: mean 0.5, standard error 0.5, so one standard error behind.
  expect(stillIn([best, tried(2, [2.1, 0.1, 0.1, 0.1])])).toHaveLength(2);
});

test("of the rates that share the lead the largest is taken; the others in the race are told", () => {
  const small = tried(1e-4, [0.3, 0.5, 0.4, 0.4]);
  // Differences to `small` 0.1, -0.1, 0.1, -0.1: mean 0.
  const large = tried(1e-3, [0.4, 0.4, 0.5, 0.3]);
  // Differences 0.2, 0, 0.2, 0: mean 0.1, standard error 0.0577, so 1.7 standard errors behind.
  const behind = tried(1e-2, [0.5, 0.5, 0.6, 0.4]);
  const result = takeRate([small, large, behind]);
  expect(result.winner).toBe(large);
  expect(result.tied).toEqual([small, behind]);
});

test("a rate that diverged is never taken, however large; if all did, the smallest is", () => {
  const good = tried(1e-4, [0.3, 0.5]);
  const wild = tried(1e-2, [0.1, 0.1], true);
  expect(takeRate([wild, good])).toEqual({ winner: good, tied: [] });
  const wilder = tried(1e-1, [], true);
  expect(takeRate([wilder, wild]).winner).toBe(wild);
  expect(meanScore(wild)).toBe(Number.POSITIVE_INFINITY);
});
