import * as fc from "fast-check";
import { expect, test } from "vitest";
import fixtures from "../../../fixtures/stats.json" with { type: "json" };
import { mcNemarExact, pairedInterval, wilsonInterval } from "./index.ts";

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

test("agrees with the exact McNemar test at every level", () => {
  const counts = fc.record({
    onlyA: fc.integer({ min: 0, max: 40 }),
    onlyB: fc.integer({ min: 0, max: 40 }),
    rest: fc.integer({ min: 0, max: 200 }),
    level: fc.constantFrom(0.2, 0.05, 0.05 / 6, 0.05 / 45),
  });
  fc.assert(
    fc.property(counts, ({ onlyA, onlyB, rest, level }) => {
      const total = onlyA + onlyB + rest + 30;
      const interval = pairedInterval({ onlyA, onlyB, total }, 1 - level);
      fc.pre(interval !== null);
      const isClear = mcNemarExact(onlyA, onlyB) < level;
      expect(interval!.low > 0 || interval!.high < 0).toBe(isClear);
      const difference = (onlyB - onlyA) / total;
      expect(interval!.low).toBeLessThanOrEqual(difference);
      expect(interval!.high).toBeGreaterThanOrEqual(difference);
    }),
  );
});

// By scipy 1.17: the quantiles of psi (2 pi - 1), psi at 20,000 quantiles of its distribution instead of our 24.
test.each([
  [{ onlyA: 3, onlyB: 9, total: 80 }, 0.95, -0.02146, 0.16972],
  [{ onlyA: 2, onlyB: 14, total: 100 }, 0.95, 0.03416, 0.20369],
  [{ onlyA: 14, onlyB: 2, total: 100 }, 0.95, -0.20369, -0.03416],
  [{ onlyA: 5, onlyB: 25, total: 200 }, 0.95, 0.04279, 0.1565],
  [{ onlyA: 10, onlyB: 30, total: 400 }, 0.99, 0.00755, 0.09405],
  [{ onlyA: 0, onlyB: 8, total: 60 }, 0.95, 0.02929, 0.23585],
])("the paired interval of %j at %d is %d to %d", (counts, confidence, low, high) => {
  const interval = pairedInterval(counts, confidence)!;
  expect(Math.abs(interval.low - low)).toBeLessThan(0.001);
  expect(Math.abs(interval.high - high)).toBeLessThan(0.001);
});

test("turned round it is the same interval from the other side", () => {
  const { low, high } = pairedInterval({ onlyA: 3, onlyB: 9, total: 80 })!;
  const turned = pairedInterval({ onlyA: 9, onlyB: 3, total: 80 })!;
  expect(turned.low).toBeCloseTo(-high, 9);
  expect(turned.high).toBeCloseTo(-low, 9);
});

test("equal runs have an interval with a width; a handful of images has none", () => {
  const { low, high } = pairedInterval({ onlyA: 0, onlyB: 0, total: 100 })!;
  // Jeffreys' 97.5% quantile of 0 in 100.
  expect(high).toBeCloseTo(0.0247, 2);
  expect(low).toBeCloseTo(-high, 12);
  expect(pairedInterval({ onlyA: 0, onlyB: 1, total: 1 })).toBeNull();
});
