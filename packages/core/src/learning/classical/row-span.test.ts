import { expect, test } from "vitest";
import { createRng, gaussian } from "../../analysis/random/index.ts";
import type { FeatureMatrix } from "./feature-matrix.ts";
import { gram } from "./products.ts";
import { spanOfRows } from "./row-span.ts";

function randomMatrix(rows: number, columns: number, seed: number): FeatureMatrix {
  const rng = createRng(seed);
  return {
    data: Float64Array.from({ length: rows * columns }, () => gaussian(rng)),
    rows,
    columns,
  };
}

test("coordinates keep every inner product", () => {
  const features = randomMatrix(12, 40, 1);
  const span = spanOfRows(features);
  const { reduced } = span;
  expect([reduced.rows, reduced.columns]).toEqual([12, 12]);
  const before = gram(features);
  for (const [i, product] of gram(reduced).entries()) expect(product).toBeCloseTo(before[i]!, 9);
  for (const [i, value] of span.project(features).data.entries()) {
    expect(value).toBeCloseTo(reduced.data[i]!, 9);
  }
});

test("rows that others span add no coordinate", () => {
  const features = randomMatrix(8, 30, 2);
  const data = features.data;
  // Row 5 repeats row 1, row 6 is the mean of rows 2 and 3, row 7 is zero.
  data.copyWithin(5 * 30, 30, 60);
  for (let j = 0; j < 30; j++) {
    data[6 * 30 + j] = (data[60 + j]! + data[90 + j]!) / 2;
    data[7 * 30 + j] = 0;
  }
  const { reduced } = spanOfRows(features);
  expect(reduced.columns).toBe(5);
  const before = gram(features);
  for (const [i, product] of gram(reduced).entries()) expect(product).toBeCloseTo(before[i]!, 9);
});

test("a weight vector keeps its length and its products with any features", () => {
  const span = spanOfRows(randomMatrix(6, 25, 3));
  const others = randomMatrix(4, 25, 4);
  const weights = Float64Array.of(1, -2, 0.5, 3, 0, -1);
  const expanded = span.expand(weights);
  expect(Math.hypot(...expanded)).toBeCloseTo(Math.hypot(...weights), 10);
  const projected = span.project(others);
  for (let i = 0; i < 4; i++) {
    let [inFeatures, inCoordinates] = [0, 0];
    for (let j = 0; j < 25; j++) inFeatures += others.data[i * 25 + j]! * expanded[j]!;
    for (let j = 0; j < 6; j++) inCoordinates += projected.data[i * 6 + j]! * weights[j]!;
    expect(inCoordinates).toBeCloseTo(inFeatures, 10);
  }
});

test("nothing but zeros spans nothing", () => {
  const { reduced } = spanOfRows({ data: new Float64Array(20), rows: 2, columns: 10 });
  expect(reduced.columns).toBe(0);
});
