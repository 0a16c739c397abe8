import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { attachHead } from "./attach-head.ts";
import { reinitialise } from "./reinitialise.ts";
import { tinyBackbone, weightsOf } from "./testing/tiny-net.ts";

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
