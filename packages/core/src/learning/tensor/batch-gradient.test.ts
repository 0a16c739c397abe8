import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { createRng, gaussian } from "../../analysis/random/index.ts";
import { batchGradient } from "./batch-gradient.ts";
import { classTargets } from "./losses.ts";
import { freezeStatistics } from "./normalization.ts";
import { randomImages, tinyBackbone } from "./testing/tiny-net.ts";
import { attachHead, disposeNet, setHead, trainableVariables } from "./transfer-net.ts";

const labels = Int32Array.of(0, 1, 2, 1, 0, 2, 2);

function frozenNet() {
  const net = attachHead(tinyBackbone(), 3);
  // Drawn by seed: tfjs draws another head in each process.
  const rng = createRng(1);
  const weights = Float32Array.from({ length: 6 * 3 }, () => gaussian(rng));
  setHead(net, { weights, bias: new Float32Array(3) });
  freezeStatistics(net.logits);
  return { net, variables: trainableVariables(net.logits) };
}

test("a batch in parts has the gradient of the whole batch, when statistics are frozen", async () => {
  const { net, variables } = frozenNet();
  const images = randomImages(7);
  const batch = { inputs: images, labels };
  const whole = await batchGradient(net.logits, batch, { variables, microBatch: 100 });
  const parts = await batchGradient(net.logits, batch, { variables, microBatch: 3 });
  expect(parts.lossSum).toBeCloseTo(whole.lossSum, 5);
  expect(parts.numCorrect).toBe(whole.numCorrect);
  const difference = tf.max(tf.abs(tf.sub(whole.gradient, parts.gradient))).dataSync()[0]!;
  const scale = tf.max(tf.abs(whole.gradient)).dataSync()[0]!;
  expect(scale).toBeGreaterThan(0.01);
  expect(difference / scale).toBeLessThan(1e-5);
});

test("is the slope of the mean loss", async () => {
  const { net, variables } = frozenNet();
  const batch = { inputs: randomImages(7), labels };
  const options = { variables, microBatch: 100 };
  const { gradient } = await batchGradient(net.logits, batch, options);
  const kernel = variables[0]!;
  const start = tf.clone(kernel);
  const losses: number[] = [];
  for (const step of [1e-2, -1e-2]) {
    const direction = tf.reshape(tf.oneHot(tf.scalar(5, "int32"), kernel.size), kernel.shape);
    kernel.assign(tf.add(start, tf.mul(direction, step)));
    const { lossSum } = await batchGradient(net.logits, batch, options);
    losses.push(lossSum / labels.length);
  }
  const slope = (losses[0]! - losses[1]!) / 2e-2;
  expect(gradient.dataSync()[5]).toBeCloseTo(slope, 3);
});

test("targets are cut into parts as the images are", async () => {
  const { net, variables } = frozenNet();
  const targets = classTargets(labels, { numClasses: 3, smoothing: 0.3 });
  const batch = { inputs: randomImages(7), labels, targets };
  const whole = await batchGradient(net.logits, batch, { variables, microBatch: 100 });
  const parts = await batchGradient(net.logits, batch, { variables, microBatch: 3 });
  const hard = await batchGradient(
    net.logits,
    { ...batch, targets: classTargets(labels, { numClasses: 3 }) },
    { variables, microBatch: 100 },
  );
  expect(parts.lossSum).toBeCloseTo(whole.lossSum, 5);
  expect(Math.abs(hard.lossSum - whole.lossSum)).toBeGreaterThan(0.01);
});

test("leaves no tensor behind but the gradient", async () => {
  const { net, variables } = frozenNet();
  const batch = { inputs: randomImages(7), labels };
  const before = tf.memory().numTensors;
  for (let i = 0; i < 3; i++) {
    const { gradient } = await batchGradient(net.logits, batch, { variables, microBatch: 2 });
    gradient.dispose();
  }
  expect(tf.memory().numTensors).toBe(before);
  batch.inputs.dispose();
  disposeNet(net);
});
