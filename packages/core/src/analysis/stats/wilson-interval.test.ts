import * as fc from "fast-check";
import { expect, test } from "vitest";
import fixtures from "../../../fixtures/stats.json" with { type: "json" };
import { wilsonInterval } from "./index.ts";

test.each(fixtures.wilson)("agrees with scipy: $successes of $trials at $confidence", (row) => {
  const { low, high } = wilsonInterval(row.successes, row.trials, row.confidence);
  expect(low).toBeCloseTo(row.low, 12);
  expect(high).toBeCloseTo(row.high, 12);
});

test.each([
  [80, "71.1-86.7"],
  [85, "76.7-90.7"],
  [90, "82.6-94.5"],
  [93, "86.3-96.6"],
  [95, "88.8-97.8"],
  [97, "91.5-99.0"],
  [99, "94.6-99.8"],
  [100, "96.3-100.0"],
])("%i of 100 is %s %%", (correct, expected) => {
  const { low, high } = wilsonInterval(correct, 100);
  expect(`${(100 * low).toFixed(1)}-${(100 * high).toFixed(1)}`).toBe(expected);
});

test("holds the fraction, stays in [0, 1] and mirrors", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (n, part) => {
        const successes = Math.round(part * n);
        const { low, high } = wilsonInterval(successes, n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(successes / n);
        expect(high).toBeGreaterThanOrEqual(successes / n);
        expect(wilsonInterval(n - successes, n).low).toBeCloseTo(1 - high, 12);
      },
    ),
  );
});

test.each([
  [[1, 0], "EMPTY_INPUT"],
  [[3, 2], "OUT_OF_RANGE"],
  [[-1, 2], "OUT_OF_RANGE"],
  [[0.5, 2], "OUT_OF_RANGE"],
  [[1, 2, 95], "OUT_OF_RANGE"],
] as [[number, number, number?], string][])("refuses %j", (input, code) => {
  expect(() => wilsonInterval(...input)).toThrow(expect.objectContaining({ code }));
});
