import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { epochBatches, imageBatch, infer, splitEvenly } from "./image-batch.ts";
import { tinyBackbone } from "./testing/tiny-net.ts";
import { attachHead } from "./transfer-net.ts";
import { MIRRORED_VIEW, PLAIN_VIEW } from "./views.ts";

// Two images of 2 x 2 pixels.
const pixels = Uint8Array.of(
  0,
  51,
  255,
  10,
  20,
  30,
  1,
  2,
  3,
  4,
  5,
  6,
  ...Array<number>(12).fill(255),
);

test("maps 0 and 255 to the ends of the range", () => {
  const batch = imageBatch({ pixels, size: 2, range: [-1, 1] }, [1, 0]);
  expect(batch.shape).toEqual([2, 2, 2, 3]);
  const values = batch.dataSync();
  expect(Array.from(values.subarray(0, 12))).toEqual(Array<number>(12).fill(1));
  expect(values[12]).toBe(-1);
  expect(values[13]).toBeCloseTo(-0.6, 6);
  expect(values[14]).toBe(1);
});

test("mirrors left to right and keeps red, green and blue in their places", () => {
  const batch = imageBatch(
    { pixels, size: 2, range: [0, 255] },
    [0, 0],
    [MIRRORED_VIEW, PLAIN_VIEW],
  );
  const values = [...batch.dataSync()].map(Math.round);
  expect(values.slice(0, 12)).toEqual([10, 20, 30, 0, 51, 255, 4, 5, 6, 1, 2, 3]);
  expect(values.slice(12)).toEqual([...pixels.subarray(0, 12)]);
});

const fiveImages = Uint8Array.from({ length: 5 * 192 }, (_, i) => (i * 37) % 256);
const images = { pixels: fiveImages, size: 8, range: [-1, 1] as const };

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

const plan = { batchSize: 4, flip: true, seed: 1, epoch: 1 };
const positions = Int32Array.from({ length: 23 }, (_, i) => i * 10);
const orderOf = (changes: object) =>
  epochBatches(positions, { ...plan, ...changes }).flatMap((batch) => [...batch.positions]);

test("every image occurs once an epoch, in an order that changes with epoch and seed only", () => {
  expect(orderOf({}).toSorted((a, b) => a - b)).toEqual([...positions]);
  expect(orderOf({ flip: false })).toEqual(orderOf({}));
  expect(orderOf({ batchSize: 7 })).toEqual(orderOf({}));
  expect(orderOf({ epoch: 2 })).not.toEqual(orderOf({}));
  expect(orderOf({ seed: 2 })).not.toEqual(orderOf({}));
});

test("about half of the images are mirrored, or none", () => {
  const many = Int32Array.from({ length: 1000 }, (_, i) => i);
  const mirrored = (flip: boolean) =>
    epochBatches(many, { ...plan, flip })
      .flatMap(({ views }) => views)
      .filter(({ mirrored }) => mirrored).length;
  expect(mirrored(true)).toBeGreaterThan(450);
  expect(mirrored(true)).toBeLessThan(550);
  expect(mirrored(false)).toBe(0);
});

test("crops and blends leave the order as it is; blends are drawn per batch", () => {
  expect(orderOf({ crop: 0.5, size: 8, mixup: 1 })).toEqual(orderOf({}));
  const batches = epochBatches(positions, { ...plan, mixup: 1 });
  const sizes = batches.map(({ mix }) => mix?.partners.length);
  expect(sizes).toEqual(batches.map((batch) => batch.positions.length));
  expect(new Set(batches.map(({ mix }) => mix?.share)).size).toBe(batches.length);
  expect(epochBatches(positions, plan).every(({ mix }) => mix === null)).toBe(true);
});

test("splits into as few parts as possible, as equal as possible", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 64 }), (n, most) => {
      const sizes = splitEvenly(n, most).map(([start, end]) => end - start);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(n);
      expect(sizes.length).toBe(Math.ceil(n / most));
      expect(Math.max(...sizes)).toBeLessThanOrEqual(most);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});
