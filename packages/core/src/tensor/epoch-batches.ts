import { createRng, deriveSeed, permutation } from "../random/index.ts";

/** Some of the training pictures, for one optimiser step. */
export interface Batch {
  /** Positions of the pictures, shape [b]. */
  readonly positions: Int32Array;
  /** 1 where the picture is to be mirrored, shape [b]. */
  readonly mirrored: Uint8Array;
}

/**
 * The batches of one epoch in an order drawn by the seed.
 *
 * Their sizes differ by at most one: a leftover batch of a picture or two would make a noisy step and
 * useless batch statistics.
 *
 * @param positions Of the training pictures.
 * @param flip Whether each picture is mirrored with probability 1/2.
 */
export function epochBatches(
  positions: Int32Array,
  {
    batchSize,
    flip,
    seed,
    epoch,
  }: { batchSize: number; flip: boolean; seed: number; epoch: number },
): Batch[] {
  const order = permutation(positions.length, createRng(deriveSeed(seed, "order", epoch)));
  const coin = createRng(deriveSeed(seed, "flip", epoch));
  const shuffled = order.map((index) => positions[index]!);
  const mirrored = Uint8Array.from(shuffled, () => (flip && coin() < 0.5 ? 1 : 0));
  return splitEvenly(positions.length, batchSize).map(([start, end]) => ({
    positions: shuffled.subarray(start, end),
    mirrored: mirrored.subarray(start, end),
  }));
}

/** 0 … n in as few ranges of at most `most` as possible, their lengths differing by at most one. */
export function splitEvenly(n: number, most: number): [start: number, end: number][] {
  const count = Math.ceil(n / most);
  return Array.from({ length: count }, (_, i) => [
    Math.floor((i * n) / count),
    Math.floor(((i + 1) * n) / count),
  ]);
}
