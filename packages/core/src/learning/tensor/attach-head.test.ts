import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { input, layers, model, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { expect, test } from "vitest";
import { attachHead, disposeNet, setHead } from "./attach-head.ts";
import { randomImages, tinyBackbone } from "./testing/tiny-net.ts";

test("averages a map over space and applies the linear head, then softmax", () => {
  const backbone = tinyBackbone();
  const net = attachHead(backbone, 2);
  const images = randomImages(3);
  const map = backbone.predict(images) as tf.Tensor4D;
  const features = net.features.predict(images) as tf.Tensor2D;
  expect(features.dataSync()).toEqual(tf.mean(map, [1, 2]).dataSync());
  const weights = Float32Array.from({ length: 12 }, (_, i) => i - 6);
  setHead(net, { weights, bias: Float32Array.of(0.5, -0.5) });
  const logits = tf.add(tf.matMul(features, tf.tensor2d(weights, [6, 2])), [0.5, -0.5]);
  const found = net.logits.predict(images) as tf.Tensor2D;
  expect(tf.max(tf.abs(tf.sub(found, logits))).dataSync()[0]).toBeLessThan(1e-5);
  const probabilities = net.probabilities.predict(images) as tf.Tensor2D;
  expect(probabilities.dataSync()).toEqual(tf.softmax(found).dataSync());
});

test("frees every weight", () => {
  const before = tf.memory().numTensors;
  disposeNet(attachHead(tinyBackbone(), 2));
  expect(tf.memory().numTensors).toBe(before);
});

test("refuses an output that is neither a vector nor a map", () => {
  const image = input({ shape: [8, 8, 3] });
  const reshaped = layers.reshape({ targetShape: [64, 3] }).apply(image) as SymbolicTensor;
  expect(() => attachHead(model({ inputs: image, outputs: reshaped }), 2)).toThrow(/64, 3/);
});
