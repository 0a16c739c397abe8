import * as fc from "fast-check";
import { expect, test } from "vitest";
import { prepareForest } from "./forest.tsx";
import { accuracyAxis, positionOn } from "./intervals.tsx";

const run = {
  id: 3,
  name: "scratch",
  method: "scratch",
  total: 100,
  estimate: { value: 0.7, low: 0.604, high: 0.781 },
};

test("every run gets its numbers in words, on an axis that holds the baseline", () => {
  const forest = prepareForest([run], 0.5);
  expect(forest.axis.min).toBe(0.5);
  expect(forest.rows).toEqual([
    { ...run, accuracyText: "70.0%", intervalText: "60.4–78.1%", hits: 70 },
  ]);
});

test("without a baseline the axis holds the intervals only", () => {
  expect(prepareForest([run], null).axis.min).toBe(0.6);
});

const estimate = (value: number, low: number, high: number) => ({ value, low, high });

test("the axis has round ends that hold every interval and mark", () => {
  const axis = accuracyAxis([estimate(0.93, 0.863, 0.966), estimate(0.74, 0.646, 0.816)], [0.5]);
  expect(axis).toEqual({ min: 0.5, max: 1, ticks: [0.5, 0.6, 0.7, 0.8, 0.9, 1] });
});

test("a narrow interval still gets a readable axis", () => {
  expect(accuracyAxis([estimate(0.995, 0.991, 0.998)])).toEqual({
    min: 0.8,
    max: 1,
    ticks: [0.8, 0.9, 1],
  });
  expect(accuracyAxis([estimate(0, 0, 0.03)])).toEqual({ min: 0, max: 0.2, ticks: [0, 0.1, 0.2] });
});

test("nothing to draw gives the whole range", () => {
  expect(accuracyAxis([])).toEqual({ min: 0, max: 1, ticks: [0, 0.5, 1] });
});

test("positions run from 0 to 100 and never outside", () => {
  const axis = accuracyAxis([estimate(0.9, 0.8, 0.95)]);
  expect([axis.min, 0.9, axis.max, 0, 2].map((value) => positionOn(axis, value))).toEqual([
    0, 50, 100, 0, 100,
  ]);
});

test("every interval lies inside its axis", () => {
  const unit = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(unit, unit), { minLength: 1 }), (pairs) => {
      const estimates = pairs.map(([a, b]) => estimate(a, Math.min(a, b), Math.max(a, b)));
      const axis = accuracyAxis(estimates);
      expect(axis.min).toBeGreaterThanOrEqual(0);
      expect(axis.max).toBeLessThanOrEqual(1);
      for (const { low, high } of estimates) {
        expect(low).toBeGreaterThanOrEqual(axis.min - 1e-9);
        expect(high).toBeLessThanOrEqual(axis.max + 1e-9);
      }
    }),
  );
});
