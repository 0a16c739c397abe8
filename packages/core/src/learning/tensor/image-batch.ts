import * as tf from "@tensorflow/tfjs-core";
import { type Tensor4D, tensor4d } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { createRng, deriveSeed, permutation } from "../../analysis/random/index.ts";
import { drawMix, type Mix } from "./losses.ts";
import {
  type Augmentation,
  drawViews,
  MIRRORED_VIEW,
  PLAIN_VIEW,
  renderView,
  type View,
} from "./views.ts";

export interface Images {
  /** RGB, row-major, shape [n, size, size, 3]. */
  readonly pixels: Uint8Array;
  /** Side in pixels. */
  readonly size: number;
  /** What pixel values 0 and 255 are mapped to. */
  readonly range: readonly [number, number];
}

/**
 * Some of the images as a batch of floats.
 *
 * @param positions Which images, shape [b].
 * @param views How each is shown, shape [b]; as it is by default.
 * @returns Shape [b, size, size, 3], values in `range`; the caller disposes it.
 */
export function imageBatch(
  { pixels, size, range }: Images,
  positions: ArrayLike<number>,
  views: readonly View[] = [],
): Tensor4D {
  const length = size * size * 3;
  const values = new Float32Array(positions.length * length);
  for (let b = 0; b < positions.length; b++) {
    const start = positions[b]! * length;
    const image = pixels.subarray(start, start + length);
    const target = values.subarray(b * length, (b + 1) * length);
    renderView(image, target, { view: views[b] ?? PLAIN_VIEW, size, range });
  }
  return tensor4d(values, [positions.length, size, size, 3]);
}

/**
 * The net's output for some images in inference mode.
 *
 * Every batch has `batchSize` images, the last one filled up with its first image: so that what
 * comes out for an image does not depend on how many there are.
 *
 * @param positions Which images, at most `batchSize`.
 * @param mirrored Whether they are mirrored left to right first.
 * @returns Shape [positions.length, …], row-major.
 */
export async function infer(
  model: LayersModel,
  images: Images,
  {
    positions,
    batchSize,
    mirrored = false,
  }: { positions: Int32Array; batchSize: number; mirrored?: boolean },
): Promise<Float32Array> {
  const filled = Int32Array.from({ length: batchSize }, (_, i) => positions[i] ?? positions[0]!);
  const batch = imageBatch(images, filled, mirrored ? Array.from(filled, () => MIRRORED_VIEW) : []);
  const output = tf.tidy(() => model.apply(batch, { training: false }) as tf.Tensor);
  const values = (await output.data()) as Float32Array;
  tf.dispose([batch, output]);
  return values.slice(0, (values.length / batchSize) * positions.length);
}

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
