import * as fc from "fast-check";
import { expect, test } from "vitest";
import { logTicks, roundRange, roundTicks, tickTexts } from "./axis.ts";

test("ticks are multiples of 1, 2 or 5", () => {
  expect(roundTicks([0, 1], 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(roundTicks([0, 1], 6)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(roundTicks([0.13, 0.71], 5)).toEqual([0.2, 0.4, 0.6]);
  expect(roundTicks([0, 47], 5)).toEqual([0, 10, 20, 30, 40]);
  expect(roundTicks([-3, 4], 4)).toEqual([-2, 0, 2, 4]);
});

test("counts have whole ticks, however few there are", () => {
  expect(roundTicks([0, 2], 5, true)).toEqual([0, 1, 2]);
});

test("a range goes out to round numbers, and has a length", () => {
  expect(roundRange([0.13, 0.71], 5)).toEqual([0, 0.8]);
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
  expect(tickTexts([0, 1000, 2000], "count")).toEqual(["0", "1,000", "2,000"]);
  expect(tickTexts([0.01, 0.1, 1, 10], "number")).toEqual(["0.01", "0.1", "1", "10"]);
  expect(tickTexts([0, 2e6, 4e6], "number")).toEqual(["0", "2e6", "4e6"]);
  expect(tickTexts([0, 5e-5, 1e-4, 1.5e-4], "number")).toEqual(["0", "5e-5", "1e-4", "1.5e-4"]);
});
