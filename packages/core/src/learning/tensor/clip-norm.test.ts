import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { clipNorm } from "./clip-norm.ts";

const clipped = (values: number[], most: number) => [
  ...clipNorm(tf.tensor1d(values), most).dataSync(),
];
const norm = (vector: readonly number[]) => Math.hypot(...vector);

test("shortens a long gradient to the norm and leaves a short one alone", () => {
  expect(clipped([3, 4], 1)[0]).toBeCloseTo(0.6, 6);
  expect(clipped([3, 4], 1)[1]).toBeCloseTo(0.8, 6);
  expect(clipped([3, 4], 5)).toEqual([3, 4]);
  expect(clipped([3, 4], 100)).toEqual([3, 4]);
  expect(clipped([0, 0], 1)).toEqual([0, 0]);
});

test("keeps the direction, and is never longer", () => {
  const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(values, fc.double({ min: 0.01, max: 100, noNaN: true }), (gradient, most) => {
      const shorter = clipped(gradient, most);
      expect(norm(shorter)).toBeLessThanOrEqual(most * (1 + 1e-5));
      const scale = norm(gradient) > 0 ? norm(shorter) / norm(gradient) : 1;
      for (const [i, value] of gradient.entries()) expect(shorter[i]).toBeCloseTo(value * scale, 3);
    }),
    { numRuns: 50 },
  );
});
