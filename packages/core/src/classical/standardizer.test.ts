import { expect, test } from "vitest";
import fixture from "../../fixtures/standardizer.json" with { type: "json" };
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

test("refuses no rows, and another number of columns", () => {
  const none = { data: new Float64Array(0), rows: 0, columns: 4 };
  expect(() => fitStandardizer(none)).toThrow(expect.objectContaining({ code: "EMPTY_INPUT" }));
  const narrow = { data: new Float64Array(6), rows: 2, columns: 3 };
  expect(() => standardize(fitStandardizer(features), narrow)).toThrow(
    expect.objectContaining({ code: "SHAPE_MISMATCH" }),
  );
});
