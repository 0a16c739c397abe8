import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createRng, gaussian } from "../../analysis/random/index.ts";
import type { FeatureMatrix } from "./feature-matrix.ts";
import { crossProducts, gram } from "./products.ts";

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
