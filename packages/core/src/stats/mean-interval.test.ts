import { expect, test } from "vitest";
import { meanInterval } from "./mean-interval.ts";
import { studentQuantile } from "./student-quantile.ts";

// scipy.stats.t.ppf(0.975, df) and ppf(0.995, 4)
test.each([
  [0.95, 1, 12.706204736174698],
  [0.95, 2, 4.302652729749462],
  [0.95, 3, 3.1824463052837078],
  [0.95, 4, 2.7764451051977934],
  [0.95, 9, 2.262157162798205],
  [0.95, 30, 2.0422724563012378],
  [0.99, 4, 4.604094871349992],
])("the t of confidence %f with %i degrees of freedom", (confidence, degrees, expected) => {
  expect(studentQuantile(confidence, degrees)).toBeCloseTo(expected, 10);
});

test("mean, deviation and interval by hand", () => {
  // Deviations -0.02, 0, 0.02: s = 0.02; half = 4.30265 * 0.02 / sqrt(3)
  const { mean, deviation, low, high, n } = meanInterval([0.9, 0.92, 0.94]);
  expect(mean).toBeCloseTo(0.92, 12);
  expect(deviation).toBeCloseTo(0.02, 12);
  expect(high).toBeCloseTo(0.92 + 0.04968275, 7);
  expect(low).toBeCloseTo(0.92 - 0.04968275, 7);
  expect(n).toBe(3);
});

test("one value has no interval, equal values have one of no width, none is an error", () => {
  expect(meanInterval([0.5])).toEqual({ mean: 0.5, deviation: null, low: null, high: null, n: 1 });
  expect(meanInterval([0.5, 0.5])).toMatchObject({ low: 0.5, high: 0.5 });
  expect(() => meanInterval([])).toThrow("no mean of no values");
});
