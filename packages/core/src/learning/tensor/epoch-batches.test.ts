import * as fc from "fast-check";
import { expect, test } from "vitest";
import { epochBatches, splitEvenly } from "./epoch-batches.ts";

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
