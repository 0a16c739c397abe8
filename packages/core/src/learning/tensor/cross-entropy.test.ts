import "@tensorflow/tfjs-backend-cpu";
// It is this package that registers the gradients.
import "@tensorflow/tfjs-layers";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { classTargets } from "./class-targets.ts";
import { crossEntropy } from "./cross-entropy.ts";

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
