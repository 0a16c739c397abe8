import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { tinyBackbone, weightsOf } from "./testing/tiny-net.ts";
import { attachHead } from "./transfer-net.ts";
import { BestWeights, PullToStart, reinitialise, WeightAverage } from "./weights.ts";

test("the mean of weights that stay is the weights", () => {
  const variable = tf.variable(tf.tensor2d([[0.1, -7]]));
  const average = new WeightAverage([variable], 0.9);
  for (let step = 0; step < 20; step++) average.update();
  average.exchange();
  expect(variable.dataSync()[0]).toBeCloseTo(0.1, 6);
  expect(variable.dataSync()[1]).toBeCloseTo(-7, 5);
});

test("forgets the start quickly at first, then by the decay; a second exchange gives the weights back", () => {
  const variable = tf.variable(tf.scalar(0));
  const average = new WeightAverage([variable], 0.2);
  variable.assign(tf.scalar(1));
  average.update(); // decay 2/11, below 0.2
  variable.assign(tf.scalar(2));
  average.update(); // decay 0.2, below 3/12
  average.exchange();
  expect(variable.dataSync()[0]).toBeCloseTo(0.2 * (9 / 11) + 0.8 * 2, 6);
  average.exchange();
  expect(variable.dataSync()[0]).toBe(2);
});

test("keeps one vector and frees it", () => {
  const variable = tf.variable(tf.zeros([3]));
  const before = tf.memory().numTensors;
  const average = new WeightAverage([variable], 0.9);
  average.update();
  average.exchange();
  expect(tf.memory().numTensors).toBe(before + 1);
  average.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test("gives back the weights of the lowest loss, the first of equal ones", () => {
  const variable = tf.variable(tf.tensor2d([[0, 0]]));
  const before = tf.memory().numTensors;
  const best = new BestWeights([variable]);
  for (const [index, loss] of [3, 1, 2, 1, Number.NaN].entries()) {
    tf.tidy(() => variable.assign(tf.tensor2d([[index + 1, index + 1]])));
    best.offer(index + 1, loss);
  }
  expect(best.epoch).toBe(2);
  best.restore();
  expect([...variable.dataSync()]).toEqual([2, 2]);
  best.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test("without an offer nothing is changed", () => {
  const variable = tf.variable(tf.scalar(5));
  const best = new BestWeights([variable]);
  best.offer(1, Number.NaN);
  best.restore();
  expect(best.epoch).toBe(0);
  expect(variable.dataSync()[0]).toBe(5);
});

const START = [1, -2, 0.5];
const STRENGTH = 0.3;

test("adds the slope of the squared way from the start, as finite differences have it", () => {
  const kernel = tf.variable(tf.tensor2d([START.slice(0, 2)]));
  const bias = tf.variable(tf.tensor1d(START.slice(2)));
  const pull = new PullToStart([kernel, bias], STRENGTH);
  const now = [1.5, -1, 0.25];
  kernel.assign(tf.tensor2d([now.slice(0, 2)]));
  bias.assign(tf.tensor1d(now.slice(2)));
  const penalty = (weights: number[]) =>
    (STRENGTH / 2) * weights.reduce((sum, w, i) => sum + (w - START[i]!) ** 2, 0);
  const gradient = pull.addTo(tf.tensor1d([10, 20, 30, 40])).dataSync();
  for (const i of START.keys()) {
    const moved = (step: number) => now.map((w, at) => (at === i ? w + step : w));
    const slope = (penalty(moved(1e-4)) - penalty(moved(-1e-4))) / 2e-4;
    expect(gradient[i]).toBeCloseTo(10 * (i + 1) + slope, 4);
  }
  expect(gradient[3]).toBe(40); // of the head, which has no start worth keeping
});

test("does not pull what has not moved, and frees what it keeps", () => {
  const variable = tf.variable(tf.tensor1d(START));
  const gradient = tf.tensor1d([1, 2, 3]);
  const before = tf.memory().numTensors;
  const pull = new PullToStart([variable], STRENGTH);
  const pulled = pull.addTo(gradient);
  expect([...pulled.dataSync()]).toEqual([1, 2, 3]);
  pulled.dispose();
  pull.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test("the same seed draws the same weights, another seed others", () => {
  const [first, second] = [tinyBackbone({ seed: 1 }), tinyBackbone({ seed: 1 })];
  expect(weightsOf(first)).toEqual(weightsOf(second));
  reinitialise(second, 2);
  expect(weightsOf(first).get("conv/kernel")).not.toEqual(weightsOf(second).get("conv/kernel"));
});

test("the body's weights do not hang on the head", () => {
  const nets = [2, 5].map((numClasses) => attachHead(tinyBackbone(), numClasses));
  for (const net of nets) reinitialise(net.probabilities, 7);
  const [few, many] = nets.map((net) => weightsOf(net.features));
  expect(few).toEqual(many);
});

test("BatchNorm starts as the identity", () => {
  const net = tinyBackbone();
  const norm = net.getLayer("conv_bn");
  norm.setWeights(norm.getWeights().map((weight) => tf.add(weight, 3)));
  reinitialise(net, 1);
  const weights = weightsOf(net);
  const values = ["gamma", "beta", "moving_mean", "moving_variance"].map(
    (name) => weights.get(`conv_bn/${name}`)![0],
  );
  expect(values).toEqual([1, 0, 0, 1]);
});

test("draws from the layer's own initialiser", () => {
  const kernel = weightsOf(tinyBackbone()).get("conv/kernel")!;
  // tfjs's default is Glorot's normal distribution: variance 2 / (fan in + fan out), cut at two
  // standard deviations, which leaves 0.774 of the variance.
  const variance = kernel.reduce((sum, value) => sum + value ** 2, 0) / kernel.length;
  const expected = (0.774 * 2) / (27 + 36);
  expect(variance).toBeGreaterThan(expected * 0.6);
  expect(variance).toBeLessThan(expected * 1.5);
});
