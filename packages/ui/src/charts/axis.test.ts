import * as fc from "fast-check";
import { expect, test } from "vitest";
import { logTicks, placer, plotAxis, roundRange, roundTicks, tickTexts, valueAt } from "./axis.ts";

test("ticks are multiples of 1, 2 or 5", () => {
  expect(roundTicks([0, 1], 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(roundTicks([0, 1], 6)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(roundTicks([0.13, 0.71], 5)).toEqual([0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
  expect(roundTicks([0, 47], 5)).toEqual([0, 10, 20, 30, 40]);
  expect(roundTicks([-3, 4], 4)).toEqual([-2, 0, 2, 4]);
});

test("a round end is the last tick, whatever the rounding of floating-point numbers", () => {
  // Three steps of 0.1 are 0.30000000000000004.
  expect(roundTicks([0, 0.3], 3)).toEqual([0, 0.1, 0.2, 0.3]);
  expect(roundTicks([0, 0.6], 3).at(-1)).toBe(0.6);
  expect(roundTicks([0.4, 1], 6)).toEqual([0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
  const { ticks } = plotAxis({ label: "share", unit: "fraction", range: [0, 1] }, [], {
    length: 100,
    upward: true,
  });
  expect(ticks.at(-1)).toEqual({ at: 0, text: "100%" });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2000 }),
      fc.integer({ min: 2, max: 10 }),
      (end, count) => {
        const [min, max] = roundRange([0, end / 100], count);
        expect(roundTicks([min, max], count)[0]).toBe(min);
        expect(roundTicks([min, max], count).at(-1)).toBe(max);
      },
    ),
  );
});

test("a value and its place, on linear and logarithmic axes", () => {
  const linear = { scale: "linear", min: 0, max: 2, length: 100, upward: true } as const;
  expect(placer(linear)(0.5)).toBe(75);
  expect(placer(linear)(Number.NaN)).toBeNull();
  expect(valueAt(linear, 75)).toBe(0.5);
  const log = { scale: "log", min: 0.01, max: 100, length: 100, upward: false } as const;
  expect([0.01, 0.1, 1, 100].map(placer(log))).toEqual([0, 25, 50, 100]);
  expect([0, -1].map(placer(log))).toEqual([null, null]);
  expect(valueAt(log, 25)).toBeCloseTo(0.1, 12);
});

test("counts have whole ticks, however few there are", () => {
  expect(roundTicks([0, 2], 5, true)).toEqual([0, 1, 2]);
});

test("a range goes out to round numbers, and has a length", () => {
  expect(roundRange([0.13, 0.71], 5)).toEqual([0.1, 0.8]);
  expect(roundRange([0, 1.3], 5, true)).toEqual([0, 2]);
  expect(roundRange([0, 2.3], 5)).toEqual([0, 2.5]);
  expect(roundRange([3, 3], 5)).toEqual([0, 3]);
  expect(roundRange([0, 0], 5)).toEqual([0, 1]);
});

test("a round range holds the data and begins and ends with a tick", () => {
  const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(number, number, fc.integer({ min: 2, max: 10 }), (a, b, most) => {
      fc.pre(Math.abs(a - b) > 1e-3);
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const [min, max] = roundRange([low, high], most);
      const slack = 1e-6 * (high - low);
      expect(min).toBeLessThanOrEqual(low + slack);
      expect(max).toBeGreaterThanOrEqual(high - slack);
      expect(roundTicks([min, max], most).length).toBeLessThanOrEqual(2 * most + 3);
    }),
  );
});

test("a logarithmic axis has powers of ten, or finer ticks where it is short", () => {
  expect(logTicks([0.005, 20])).toEqual([0.01, 0.1, 1, 10]);
  expect(logTicks([0.15, 0.9])).toEqual([0.2, 0.5]);
  expect(logTicks([0.3, 0.45])).toEqual([0.3, 0.35, 0.4, 0.45]);
});

test("ticks are written with the same number of decimals", () => {
  expect(tickTexts([0, 0.2, 0.4], "fraction")).toEqual(["0%", "20%", "40%"]);
  expect(tickTexts([0.98, 0.985, 0.99], "fraction")).toEqual(["98.0%", "98.5%", "99.0%"]);
  expect(tickTexts([0, 0.5, 1], "number")).toEqual(["0.0", "0.5", "1.0"]);
  expect(tickTexts([0.25, 0.5, 0.75], "number")).toEqual(["0.25", "0.50", "0.75"]);
  expect(tickTexts([0, 0.025, 0.05], "fraction")).toEqual(["0.0%", "2.5%", "5.0%"]);
  expect(tickTexts([1], "number")).toEqual(["1"]);
  expect(tickTexts([0, 1000, 2000], "count")).toEqual(["0", "1,000", "2,000"]);
  expect(tickTexts([0.01, 0.1, 1, 10], "number")).toEqual(["0.01", "0.1", "1", "10"]);
  expect(tickTexts([0, 2e6, 4e6], "number")).toEqual(["0", "2e6", "4e6"]);
  expect(tickTexts([0, 5e-5, 1e-4, 1.5e-4], "number")).toEqual(["0", "5e-5", "1e-4", "1.5e-4"]);
});
