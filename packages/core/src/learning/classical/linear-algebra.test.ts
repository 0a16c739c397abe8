import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createRng, gaussian } from "../../analysis/random/index.ts";
import type { FeatureMatrix } from "./feature-matrix.ts";
import { crossProducts, gram, spanOfRows } from "./linear-algebra.ts";

function randomMatrix(rows: number, columns: number, seed: number): FeatureMatrix {
  const rng = createRng(seed);
  const values = Array.from({ length: rows * columns }, () => gaussian(rng));
  const data = seed % 2 ? Float32Array.from(values) : Float64Array.from(values);
  return { data, rows, columns };
}

/** Row by row, column by column. */
function plainly(a: FeatureMatrix, b: FeatureMatrix): number[] {
  const products: number[] = [];
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.rows; j++) {
      let sum = 0;
      for (let c = 0; c < a.columns; c++) {
        sum += a.data[i * a.columns + c]! * b.data[j * b.columns + c]!;
      }
      products.push(sum);
    }
  }
  return products;
}

const sides = fc.integer({ min: 1, max: 11 });

test("blocks and chunks give what the plain loops give, for every shape", () => {
  const columns = fc.constantFrom(1, 3, 512, 513, 1100);
  fc.assert(
    fc.property(sides, sides, columns, (m, n, d) => {
      const a = randomMatrix(m, d, 1);
      const b = randomMatrix(n, d, 2);
      const found = crossProducts(a, b);
      for (const [i, expected] of plainly(a, b).entries())
        expect(found[i]).toBeCloseTo(expected, 9);
    }),
    { numRuns: 60 },
  );
});

test("the products of a matrix with itself are symmetric to the last bit", () => {
  fc.assert(
    fc.property(sides, fc.constantFrom(2, 600), (n, d) => {
      const a = randomMatrix(n, d, 3);
      const found = gram(a);
      for (const [i, expected] of plainly(a, a).entries()) {
        expect(found[i]).toBeCloseTo(expected, 9);
        expect(found[i]).toBe(found[(i % n) * n + Math.floor(i / n)]);
      }
    }),
    { numRuns: 40 },
  );
});

test("refuses rows of different lengths", () => {
  expect(() => crossProducts(randomMatrix(2, 3, 1), randomMatrix(2, 4, 1))).toThrow(
    expect.objectContaining({ code: "SHAPE_MISMATCH" }),
  );
});

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
