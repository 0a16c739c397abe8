import "@tensorflow/tfjs-backend-cpu";
import type * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { seedDropout, withoutDropout } from "./dropout.ts";
import { randomImages, tinyBackbone } from "./testing/tiny-net.ts";

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
