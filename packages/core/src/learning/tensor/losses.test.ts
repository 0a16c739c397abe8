import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-layers";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { createRng } from "../../analysis/random/index.ts";
import { classTargets, crossEntropy, drawMix, mixInputs } from "./losses.ts";

// It is this package that registers the gradients.

test("sums the negative logarithms of the true classes' probabilities", () => {
  const logits = tf.tensor2d([
    [0, 0, 0],
    [Math.log(2), 0, Math.log(5)],
  ]);
  const expected = Math.log(3) + Math.log(8 / 5);
  expect(crossEntropy(logits, classTargets([1, 2], { numClasses: 3 })).dataSync()[0]).toBeCloseTo(
    expected,
    6,
  );
});

test("stays finite where the probability would be rounded to 0, and has a slope there", () => {
  const logits = tf.tensor2d([[-200, 200]]);
  const { value, grad } = tf.valueAndGrad((x: tf.Tensor) =>
    crossEntropy(x as tf.Tensor2D, Float32Array.of(1, 0)),
  )(logits);
  expect(value.dataSync()[0]).toBe(400);
  expect([...grad.dataSync()]).toEqual([-1, 1]);
});

test("of smoothed targets: each class's logarithm by its part", () => {
  const logits = tf.tensor2d([[Math.log(3), 0]]);
  const smoothed = classTargets([0], { numClasses: 2, smoothing: 0.2 });
  const expected = -0.9 * Math.log(3 / 4) - 0.1 * Math.log(1 / 4);
  expect(crossEntropy(logits, smoothed).dataSync()[0]).toBeCloseTo(expected, 6);
});

const rounded = (values: Float32Array) => Array.from(values, (value) => Number(value.toFixed(6)));

test("all for the labelled class, unless smoothed: then a part is spread over all", () => {
  expect([...classTargets([2, 0], { numClasses: 3 })]).toEqual([0, 0, 1, 1, 0, 0]);
  expect([...classTargets([2, 0], { numClasses: 3, smoothing: 0, mix: null })]).toEqual([
    0, 0, 1, 1, 0, 0,
  ]);
  expect(rounded(classTargets([1], { numClasses: 4, smoothing: 0.2 }))).toEqual([
    0.05, 0.85, 0.05, 0.05,
  ]);
});

test("a blend has a part of each of two classes", () => {
  const mix = { share: 0.75, partners: Int32Array.of(1, 0) };
  expect(rounded(classTargets([0, 1], { numClasses: 2, mix }))).toEqual([0.75, 0.25, 0.25, 0.75]);
  expect(rounded(classTargets([1, 1], { numClasses: 2, mix }))).toEqual([0, 1, 0, 1]);
  expect(rounded(classTargets([0, 1], { numClasses: 2, mix, smoothing: 0.2 }))).toEqual([
    0.7, 0.3, 0.3, 0.7,
  ]);
});

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
