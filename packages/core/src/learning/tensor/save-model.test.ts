import "@tensorflow/tfjs-backend-cpu";
import type * as tf from "@tensorflow/tfjs-core";
import { io } from "@tensorflow/tfjs-core";
import { loadLayersModel } from "@tensorflow/tfjs-layers";
import { expect, test } from "vitest";
import { attachHead } from "./attach-head.ts";
import { saveModel } from "./save-model.ts";
import { randomImages, tinyBackbone } from "./testing/tiny-net.ts";

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
