import { expect, test } from "vitest";
import fixture from "../../../fixtures/standardizer.json" with { type: "json" };
import { fitStandardizer, onRawFeatures, standardize } from "./index.ts";

const { columns } = fixture;
const features = {
  data: Float64Array.from(fixture.features),
  rows: fixture.features.length / columns,
  columns,
};

test("agrees with scikit-learn, on a constant feature and on a large mean too", () => {
  const standardizer = fitStandardizer(features);
  for (let j = 0; j < columns; j++) {
    expect(standardizer.mean[j]! / fixture.mean[j]!).toBeCloseTo(1, 12);
    expect(standardizer.scale[j]! / fixture.scale[j]!).toBeCloseTo(1, 9);
  }
  const { data } = standardize(standardizer, features);
  for (const [i, value] of data.entries()) expect(value).toBeCloseTo(fixture.transformed[i]!, 8);
});

test("a constant feature becomes 0, and another value of it stays finite", () => {
  const constant = { data: Float32Array.of(0.1, 0.1, 0.1), rows: 3, columns: 1 };
  const standardizer = fitStandardizer(constant);
  expect([...standardizer.scale]).toEqual([1]);
  expect([...standardize(standardizer, constant).data]).toEqual([0, 0, 0]);
  const other = standardize(standardizer, { data: Float64Array.of(2.1), rows: 1, columns: 1 });
  expect(other.data[0]).toBeCloseTo(2, 6);
});

test("a map of standardised features is one of raw features too", () => {
  const standardizer = fitStandardizer(features);
  const linear = {
    weights: Float64Array.of(1, -2, 3, 0.5, 0, 1, -1, 4),
    bias: Float64Array.of(2, -1),
  };
  const onRaw = onRawFeatures(standardizer, linear);
  const standardized = standardize(standardizer, features).data;
  for (let i = 0; i < features.rows; i++) {
    for (const k of [0, 1]) {
      let expected = linear.bias[k]!;
      let found = onRaw.bias[k]!;
      for (let j = 0; j < columns; j++) {
        expected += standardized[i * columns + j]! * linear.weights[j * 2 + k]!;
        found += features.data[i * columns + j]! * onRaw.weights[j * 2 + k]!;
      }
      expect(found).toBeCloseTo(expected, 7);
    }
  }
});

test("a feature that hardly varies is not blown up: its scale is at least a tenth of the median", () => {
  // Three pixels of the same spread; one that is 1 in a single image of 1,000, as a corner pixel is.
  const rows = 1000;
  const data = Float64Array.from({ length: rows * 4 }, (_, at) => {
    const row = Math.floor(at / 4);
    return at % 4 < 3 ? (row >> (at % 4)) % 2 : row === 7 ? 0.001 : 0;
  });
  const pixels = { data, rows, columns: 4 };
  const bright = { data: Float64Array.of(0, 0, 0, 1), rows: 1, columns: 4 };
  const blown = standardize(fitStandardizer(pixels), bright).data[3]!;
  expect(blown).toBeGreaterThan(10_000);
  const { scale } = fitStandardizer(pixels, "own");
  expect([...scale]).toEqual([0.5, 0.5, 0.5, 0.05]);
  expect(standardize(fitStandardizer(pixels, "own"), bright).data[3]).toBeCloseTo(20, 3);
});

test("a shared scale keeps the proportions, with the mean variance of what varies", () => {
  const features = { data: Float64Array.of(0, 5, 1, 2, 5, 5, 4, 5, 9), rows: 3, columns: 3 };
  const { mean, scale } = fitStandardizer(features, "shared");
  expect([...mean]).toEqual([2, 5, 5]);
  // Variances 8/3, 0 and 32/3: the mean of those above 0 is 20/3.
  for (const own of scale) expect(own).toBeCloseTo(Math.sqrt(20 / 3), 12);
  const flat = { data: Float64Array.of(3, 3), rows: 2, columns: 1 };
  expect([...fitStandardizer(flat, "shared").scale]).toEqual([1]);
  expect([...fitStandardizer(flat, "own").scale]).toEqual([1]);
});

test("refuses no rows, and another number of columns", () => {
  const none = { data: new Float64Array(0), rows: 0, columns: 4 };
  expect(() => fitStandardizer(none)).toThrow(expect.objectContaining({ code: "EMPTY_INPUT" }));
  const narrow = { data: new Float64Array(6), rows: 2, columns: 3 };
  expect(() => standardize(fitStandardizer(features), narrow)).toThrow(
    expect.objectContaining({ code: "SHAPE_MISMATCH" }),
  );
});
