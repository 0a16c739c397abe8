import "@tensorflow/tfjs-backend-cpu";
// It is this package that registers the gradients.
import "@tensorflow/tfjs-layers";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { crossEntropy } from "./cross-entropy.ts";

test("sums the negative logarithms of the true classes' probabilities", () => {
  const logits = tf.tensor2d([
    [0, 0, 0],
    [Math.log(2), 0, Math.log(5)],
  ]);
  const expected = Math.log(3) + Math.log(8 / 5);
  expect(crossEntropy(logits, [1, 2]).dataSync()[0]).toBeCloseTo(expected, 6);
});

test("stays finite where the probability would be rounded to 0, and has a slope there", () => {
  const logits = tf.tensor2d([[-200, 200]]);
  const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => crossEntropy(x as tf.Tensor2D, [0]))(
    logits,
  );
  expect(value.dataSync()[0]).toBe(400);
  expect([...grad.dataSync()]).toEqual([-1, 1]);
});
