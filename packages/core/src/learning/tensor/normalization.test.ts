import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { input, layers, model, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { expect, test } from "vitest";
import {
  estimateStatistics,
  freezeStatistics,
  seedDropout,
  setMomentum,
  withoutDropout,
} from "./normalization.ts";
import { randomImages, tinyBackbone, weightsOf } from "./testing/tiny-net.ts";

const moving = (weights: Map<string, Float32Array>) =>
  [...weights].filter(([name]) => name.includes("moving_"));

test("tfjs updates the statistics of a layer that is not trainable: why freezing is needed", () => {
  const net = tinyBackbone();
  for (const layer of net.layers) layer.trainable = false;
  const before = weightsOf(net);
  net.apply(randomImages(4), { training: true });
  expect(moving(weightsOf(net))).not.toEqual(moving(before));
});

test("frozen statistics neither change nor are replaced by the batch's", () => {
  const net = tinyBackbone();
  const images = randomImages(4);
  estimateStatistics(net, images, 0);
  const before = weightsOf(net);
  const expected = (net.apply(images, { training: false }) as tf.Tensor).dataSync();
  freezeStatistics(net);
  const found = (net.apply(images, { training: true }) as tf.Tensor).dataSync();
  expect(found).toEqual(expected);
  expect(weightsOf(net)).toEqual(before);
});

test("frozen statistics leave gamma and beta trainable", () => {
  const net = tinyBackbone();
  freezeStatistics(net);
  const variables = net.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const images = randomImages(4);
  const { grads } = tf.variableGrads(
    () => tf.sum(tf.square(net.apply(images, { training: true }) as tf.Tensor)),
    variables,
  );
  const gamma = net.getLayer("conv_bn").weights[0]!;
  expect(gamma.originalName).toBe("conv_bn/gamma");
  const slope = grads[gamma.name]!;
  expect(tf.max(tf.abs(slope)).dataSync()[0]).toBeGreaterThan(0);
});

test("estimates the mean of all batches' statistics, each weighted by its images", () => {
  const image = input({ shape: [8, 8, 3] });
  const norm = layers.batchNormalization({ momentum: 0.999 });
  const net = model({ inputs: image, outputs: norm.apply(image) as SymbolicTensor });
  const images = randomImages(6);
  estimateStatistics(net, tf.slice(images, 0, 4), 0);
  estimateStatistics(net, tf.slice(images, 4, 2), 4);
  const mean = tf.mean(images, [0, 1, 2]).dataSync();
  const stored = weightsOf(net).get(`${norm.name}/moving_mean`)!;
  for (let c = 0; c < 3; c++) expect(stored[c]).toBeCloseTo(mean[c]!, 5);
  expect((norm as unknown as { momentum: number }).momentum).toBe(0.999);
});

test("gives every layer its own momentum back", () => {
  const net = tinyBackbone();
  const momenta = () =>
    net.layers.flatMap((layer) => (layer as unknown as { momentum?: number }).momentum ?? []);
  const before = momenta();
  const restore = setMomentum(net, 0.5);
  expect(momenta()).toEqual([0.5, 0.5]);
  restore();
  expect(momenta()).toEqual(before);
});

function outputs(seed: number): Float32Array[] {
  const net = tinyBackbone({ dropout: 0.5 });
  seedDropout(net, seed);
  const images = randomImages(2);
  const run = () => (net.apply(images, { training: true }) as tf.Tensor).dataSync<"float32">();
  return [run(), run()];
}

test("draws another mask at every step, and the same ones for the same seed", () => {
  const [first, second] = outputs(1);
  expect(first).not.toEqual(second);
  expect(outputs(1)).toEqual([first, second]);
  expect(outputs(2)[0]).not.toEqual(first);
});

test("drops nothing in inference or when told not to", () => {
  const net = tinyBackbone({ dropout: 0.5 });
  seedDropout(net, 1);
  const images = randomImages(2);
  const infer = () => (net.apply(images, { training: false }) as tf.Tensor).dataSync();
  expect(infer()).toEqual(infer());
  const rates = () => (net.getLayer("drop") as unknown as { rate: number }).rate;
  expect(withoutDropout(net, rates)).toBe(0);
  expect(rates()).toBe(0.5);
});
