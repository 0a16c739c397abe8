import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { AdamW } from "./adamw.ts";

/** Algorithm 2 of arXiv:1711.05101 for one number, in double precision. */
function reference(
  start: number,
  gradients: number[],
  { rate, decay }: { rate: number; decay: number },
): number {
  let [value, mean, square] = [start, 0, 0];
  for (const [index, gradient] of gradients.entries()) {
    mean = 0.9 * mean + 0.1 * gradient;
    square = 0.999 * square + 0.001 * gradient ** 2;
    const meanHat = mean / (1 - 0.9 ** (index + 1));
    const squareHat = square / (1 - 0.999 ** (index + 1));
    value -= rate * (meanHat / (Math.sqrt(squareHat) + 1e-7) + decay * value);
  }
  return value;
}

test("follows the published algorithm, with a rate per group and no decay of vectors", () => {
  const kernel = tf.variable(tf.tensor2d([[0.5, -1]]));
  const bias = tf.variable(tf.tensor1d([2]));
  const head = tf.variable(tf.tensor2d([[3]]));
  const optimizer = new AdamW(
    [
      { variables: [kernel, bias], learningRate: 0.01 },
      { variables: [head], learningRate: 0.1 },
    ],
    { weightDecay: 0.3 },
  );
  expect(optimizer.variables).toEqual([kernel, bias, head]);
  const gradients = [
    [1, -2, 0.5, 3],
    [-1, 0.1, 0.25, 2],
    [4, 0, -0.125, 1],
  ];
  for (const gradient of gradients) optimizer.step(tf.tensor1d(gradient), 1);
  const column = (i: number) => gradients.map((gradient) => gradient[i]!);
  expect(kernel.dataSync()[0]).toBeCloseTo(
    reference(0.5, column(0), { rate: 0.01, decay: 0.3 }),
    6,
  );
  expect(kernel.dataSync()[1]).toBeCloseTo(reference(-1, column(1), { rate: 0.01, decay: 0.3 }), 6);
  expect(bias.dataSync()[0]).toBeCloseTo(reference(2, column(2), { rate: 0.01, decay: 0 }), 6);
  expect(head.dataSync()[0]).toBeCloseTo(reference(3, column(3), { rate: 0.1, decay: 0.3 }), 6);
});

test("a factor of 0 changes nothing", () => {
  const variable = tf.variable(tf.tensor2d([[1, 2]]));
  const optimizer = new AdamW([{ variables: [variable], learningRate: 1 }], { weightDecay: 1 });
  optimizer.step(tf.tensor1d([5, 5]), 0);
  expect([...variable.dataSync()]).toEqual([1, 2]);
});

test("keeps three vectors per group, also inside a tidy, and frees them", () => {
  const variable = tf.variable(tf.zeros([4, 4]));
  const before = tf.memory().numTensors;
  const optimizer = new AdamW([{ variables: [variable], learningRate: 1 }], { weightDecay: 0 });
  expect(tf.memory().numTensors).toBe(before + 3);
  for (let i = 0; i < 3; i++) tf.tidy(() => optimizer.step(tf.ones([16]), 1));
  expect(tf.memory().numTensors).toBe(before + 3);
  optimizer.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
