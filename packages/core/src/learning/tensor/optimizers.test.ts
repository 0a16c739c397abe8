import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { AdamW, clipNorm, rateFactor, Sgd } from "./optimizers.ts";

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

test("rises over the warm-up, peaks, and falls along a cosine", () => {
  const plan = { totalSteps: 20, warmupFraction: 0.2 };
  const factors = Array.from({ length: 20 }, (_, step) => rateFactor(step, plan));
  expect(factors.slice(0, 5)).toEqual([0.25, 0.5, 0.75, 1, 1]);
  expect(factors[12]).toBeCloseTo(0.5, 12);
  expect(factors[19]).toBeCloseTo(0.5 * (1 + Math.cos((15 / 16) * Math.PI)), 12);
});

test("without a warm-up it starts at the peak", () => {
  expect(rateFactor(0, { totalSteps: 1, warmupFraction: 0 })).toBe(1);
  expect(rateFactor(0, { totalSteps: 1, warmupFraction: 0.9 })).toBe(1);
});

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
