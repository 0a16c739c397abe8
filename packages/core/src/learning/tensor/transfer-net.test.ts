import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { io } from "@tensorflow/tfjs-core";
import {
  input,
  layers,
  loadLayersModel,
  model,
  type SymbolicTensor,
  sequential,
} from "@tensorflow/tfjs-layers";
import { expect, test } from "vitest";
import { randomImages, tinyBackbone } from "./testing/tiny-net.ts";
import { attachHead, disposeNet, saveModel, setHead, stagesOf } from "./transfer-net.ts";

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

test("a stage is what works at one resolution; nested nets count as their layers", () => {
  const inner = sequential({ name: "inner" });
  inner.add(
    layers.conv2d({ inputShape: [4, 4, 2], filters: 2, kernelSize: 1, strides: 2, name: "c" }),
  );
  inner.add(layers.batchNormalization({ name: "d" }));
  const net = sequential();
  net.add(layers.conv2d({ inputShape: [8, 8, 3], filters: 2, kernelSize: 1, name: "a" }));
  net.add(layers.conv2d({ filters: 2, kernelSize: 1, strides: 2, name: "b" }));
  net.add(layers.activation({ activation: "relu", name: "relu" }));
  net.add(inner);
  net.add(layers.globalAveragePooling2d({}));
  net.add(layers.dense({ units: 2, name: "e" }));
  for (const parts of [net.layers, [net]]) {
    const names = stagesOf(parts).map((stage) => stage.map(({ name }) => name));
    expect(names).toEqual([["a"], ["b"], ["c", "d"], ["e"]]);
  }
  net.dispose();
});

test("plain tfjs loads the saved model, which predicts the same and knows its classes", async () => {
  const net = attachHead(tinyBackbone(), 2);
  const card = { classNames: ["cat", "dog"], imageSize: 8, inputRange: [-1, 1] as const };
  const { json, weights } = await saveModel(net.probabilities, card);
  const { modelTopology, weightsManifest, userDefinedMetadata } = JSON.parse(json);
  expect(weightsManifest[0].paths).toEqual(["weights.bin"]);
  expect(userDefinedMetadata.graft).toEqual(card);
  const weightSpecs = weightsManifest[0].weights;
  const weightData = weights.slice().buffer;
  const loaded = await loadLayersModel(io.fromMemory({ modelTopology, weightSpecs, weightData }));
  const images = randomImages(3);
  const predict = (model: typeof loaded) => (model.predict(images) as tf.Tensor).dataSync();
  expect(predict(loaded)).toEqual(predict(net.probabilities));
});
