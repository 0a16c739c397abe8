import { type Tensor4D, tensor4d } from "@tensorflow/tfjs-core";

export interface Pictures {
  /** RGB, row-major, shape [n, size, size, 3]. */
  readonly pixels: Uint8Array;
  /** Side in pixels. */
  readonly size: number;
  /** What pixel values 0 and 255 are mapped to. */
  readonly range: readonly [number, number];
}

/**
 * Some of the pictures as a batch of floats.
 *
 * @param positions Which pictures, shape [b].
 * @param mirrored 1 for those to mirror left to right, shape [b]; none by default.
 * @returns Shape [b, size, size, 3], values in `range`; the caller disposes it.
 */
export function pictureBatch(
  { pixels, size, range: [low, high] }: Pictures,
  positions: ArrayLike<number>,
  mirrored?: ArrayLike<number>,
): Tensor4D {
  const levels = Float32Array.from({ length: 256 }, (_, v) => low + (v * (high - low)) / 255);
  const length = size * size * 3;
  const values = new Float32Array(positions.length * length);
  for (let b = 0; b < positions.length; b++) {
    const start = positions[b]! * length;
    const picture = pixels.subarray(start, start + length);
    const target = values.subarray(b * length, (b + 1) * length);
    for (let i = 0; i < length; i++) target[i] = levels[picture[i]!]!;
    if (mirrored?.[b]) mirrorRows(target, size);
  }
  return tensor4d(values, [positions.length, size, size, 3]);
}

/** Mirrors a picture left to right in place. @param picture Shape [size, size, 3]. */
function mirrorRows(picture: Float32Array, size: number): void {
  for (let y = 0; y < size; y++) {
    const row = picture.subarray(y * size * 3, (y + 1) * size * 3).reverse();
    // The reversal also turned each pixel's RGB into BGR.
    for (let x = 0; x < row.length; x += 3) {
      const red = row[x + 2]!;
      row[x + 2] = row[x]!;
      row[x] = red;
    }
  }
}
