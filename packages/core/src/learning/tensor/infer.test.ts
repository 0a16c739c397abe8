import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { attachHead } from "./attach-head.ts";
import { infer } from "./infer.ts";
import { tinyBackbone } from "./testing/tiny-net.ts";

const pixels = Uint8Array.from({ length: 5 * 192 }, (_, i) => (i * 37) % 256);
const images = { pixels, size: 8, range: [-1, 1] as const };

test("an image's features do not hang on the other images", async () => {
  const net = attachHead(tinyBackbone(), 2);
  const of = (positions: number[]) =>
    infer(net.features, images, { positions: Int32Array.from(positions), batchSize: 4 });
  const several = await of([3, 1, 4]);
  expect(several.length).toBe(3 * 6);
  expect(several.slice(6, 12)).toEqual(await of([1]));
});

test("leaves no tensor behind", async () => {
  const net = attachHead(tinyBackbone(), 2);
  const before = tf.memory().numTensors;
  await infer(net.logits, images, { positions: Int32Array.of(0), batchSize: 2 });
  expect(tf.memory().numTensors).toBe(before);
});
