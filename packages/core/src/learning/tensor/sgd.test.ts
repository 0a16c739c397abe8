import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { Sgd } from "./sgd.ts";

test("follows Nesterov's momentum as PyTorch writes it, with a rate per group and no decay of vectors", () => {
  const kernel = tf.variable(tf.tensor2d([[1]]));
  const bias = tf.variable(tf.tensor1d([2]));
  const head = tf.variable(tf.tensor2d([[3]]));
  const optimizer = new Sgd(
    [
      { variables: [kernel, bias], learningRate: 0.1 },
      { variables: [head], learningRate: 1 },
    ],
    { momentum: 0.9, weightDecay: 0.5 },
  );
  expect(optimizer.variables).toEqual([kernel, bias, head]);
  optimizer.step(tf.tensor1d([1, 1, 1]), 1);
  // velocity 1, change 1 + 0.9; the kernel first loses 5 %, the head half of itself.
  expect(kernel.dataSync()[0]).toBeCloseTo(0.95 - 0.19, 6);
  expect(bias.dataSync()[0]).toBeCloseTo(2 - 0.19, 6);
  expect(head.dataSync()[0]).toBeCloseTo(1.5 - 1.9, 6);
  optimizer.step(tf.tensor1d([0, -1, 0]), 0.5);
  // velocities 0.9, -0.1 and 0.9 at half the rates.
  expect(kernel.dataSync()[0]).toBeCloseTo(0.76 * 0.975 - 0.05 * 0.81, 6);
  expect(bias.dataSync()[0]).toBeCloseTo(1.81 - 0.05 * (-1 - 0.09), 6);
  expect(head.dataSync()[0]).toBeCloseTo(-0.4 * 0.75 - 0.5 * 0.81, 6);
});

test("keeps two vectors per group and frees them", () => {
  const variable = tf.variable(tf.zeros([4, 4]));
  const before = tf.memory().numTensors;
  const group = { variables: [variable], learningRate: 1 };
  const optimizer = new Sgd([group], { momentum: 0.9, weightDecay: 0 });
  for (let i = 0; i < 3; i++) tf.tidy(() => optimizer.step(tf.ones([16]), 1));
  expect(tf.memory().numTensors).toBe(before + 2);
  optimizer.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
