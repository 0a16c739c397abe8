import { expect, test } from "vitest";
import { rateFactor } from "./learning-rate.ts";

test("rises over the warm-up, peaks, and falls along a cosine", () => {
  const plan = { totalSteps: 20, warmupFraction: 0.2 };
  const factors = Array.from({ length: 20 }, (_, step) => rateFactor(step, plan));
  expect(factors.slice(0, 5)).toEqual([0.25, 0.5, 0.75, 1, 1]);
  expect(factors[12]).toBeCloseTo(0.5, 12);
  expect(factors[19]).toBeCloseTo(0.5 * (1 + Math.cos((15 / 16) * Math.PI)), 12);
});

test("without a warm-up it starts at the peak", () => {
  expect(rateFactor(0, { totalSteps: 1, warmupFraction: 0 })).toBe(1);
  expect(rateFactor(0, { totalSteps: 1, warmupFraction: 0.9 })).toBe(1);
});
