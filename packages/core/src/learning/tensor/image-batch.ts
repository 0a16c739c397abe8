import { type Tensor4D, tensor4d } from "@tensorflow/tfjs-core";
import { renderView } from "./render-view.ts";
import { PLAIN_VIEW, type View } from "./view.ts";

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
