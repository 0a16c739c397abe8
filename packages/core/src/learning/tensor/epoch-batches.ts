import { createRng, deriveSeed, permutation } from "../../analysis/random/index.ts";
import { drawMix, type Mix } from "./mixup.ts";
import { type Augmentation, drawViews, type View } from "./view.ts";

/** Some of the training images, for one optimiser step. */
export interface Batch {
  /** Positions of the images, shape [b]. */
  readonly positions: Int32Array;
  /** How each of them is shown, shape [b]. */
  readonly views: readonly View[];
  /** How they are blended; null where each stays itself. */
  readonly mix: Mix | null;
}

export interface EpochPlan extends Augmentation {
  readonly batchSize: number;
  /** Of the Beta distribution that blends are drawn from; 0 or none for no blends. */
  readonly mixup?: number;
  /** Side of the images in pixels; only crops need it. */
  readonly size?: number;
  readonly seed: number;
  /** 1-based. */
  readonly epoch: number;
}

/**
 * The batches of one epoch in an order drawn by the seed.
 *
 * Their sizes differ by at most one: a leftover batch of an image or two would make a noisy step and
 * useless batch statistics.
 *
 * @param positions Of the training images.
 */
export function epochBatches(positions: Int32Array, plan: EpochPlan): Batch[] {
  const { batchSize, mixup = 0, size = 1, seed, epoch } = plan;
  const order = permutation(positions.length, createRng(deriveSeed(seed, "order", epoch)));
  const shuffled = order.map((index) => positions[index]!);
  const views = drawViews(positions.length, plan, { size, seed, epoch });
  const blend = createRng(deriveSeed(seed, "mixup", epoch));
  return splitEvenly(positions.length, batchSize).map(([start, end]) => ({
    positions: shuffled.subarray(start, end),
    views: views.slice(start, end),
    mix: mixup > 0 ? drawMix(end - start, mixup, blend) : null,
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
