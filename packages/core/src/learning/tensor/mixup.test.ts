import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { createRng } from "../../analysis/random/index.ts";
import { drawMix, mixInputs } from "./mixup.ts";

test("blends each image with its partner", () => {
  const inputs = tf.tensor3d([[[0, 8]], [[4, 0]], [[100, 100]]]);
  const mixed = mixInputs(inputs, { share: 0.75, partners: Int32Array.of(1, 0, 2) });
  expect(mixed.shape).toEqual([3, 1, 2]);
  expect([...mixed.dataSync()]).toEqual([1, 6, 3, 2, 100, 100]);
});

const shares = (alpha: number) => {
  const rng = createRng(1);
  return Array.from({ length: 4000 }, () => drawMix(2, alpha, rng).share);
};

const spread = (values: number[]) =>
  values.reduce((sum, share) => sum + (share - 0.5) ** 2, 0) / values.length;

test("the share is that of Beta(alpha, alpha), folded", () => {
  const uniform = shares(1);
  expect(Math.min(...uniform)).toBeGreaterThanOrEqual(0.5);
  expect(Math.max(...uniform)).toBeLessThanOrEqual(1);
  // Var of Beta(a, a) is 1 / (4 (2 a + 1)), the mean of (share - 1/2)^2: 1/12 and 1/5.6.
  expect(spread(uniform)).toBeCloseTo(1 / 12, 2);
  expect(spread(shares(0.2))).toBeCloseTo(1 / 5.6, 2);
});

test("every image has a partner of its own, also for the tiniest alpha", () => {
  const { share, partners } = drawMix(5, 1e-6, createRng(3));
  expect([...partners]).toEqual([4, 3, 2, 1, 0]);
  expect(share).toBe(1);
});
