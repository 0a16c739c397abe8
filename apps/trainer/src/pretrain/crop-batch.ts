import type { Rng } from "@graft/core/analysis/random";
import { type Tensor4D, tensor4d } from "@tensorflow/tfjs-core";
import type { ImageStore } from "./image-store.ts";

/** What the net takes pixel values 0 and 255 for. */
export const INPUT_RANGE = [-1, 1] as const;

/**
 * Training images as a batch: each cropped at a random place, mirrored or not both ways, its brightness
 * and contrast changed a little. Never blurred, noised or recoloured: those are what programs differ in.
 *
 * @param stored Side of the stored images in pixels.
 * @param size Side of the crop.
 * @returns Shape [b, size, size, 3] in `INPUT_RANGE`; the caller disposes it.
 */
export function cropBatch(
  store: ImageStore,
  positions: Int32Array,
  { stored, size, rng }: { stored: number; size: number; rng: Rng },
): Tensor4D {
  const image = new Uint8Array(stored * stored * 3);
  const values = new Float32Array(positions.length * size * size * 3);
  for (const [index, position] of positions.entries()) {
    store.read(position, image);
    const target = values.subarray(index * size * size * 3, (index + 1) * size * size * 3);
    crop({ image, stored }, { target, size }, rng);
  }
  return tensor4d(values, [positions.length, size, size, 3]);
}

function crop(
  { image, stored }: { image: Uint8Array; stored: number },
  { target, size }: { target: Float32Array; size: number },
  rng: Rng,
): void {
  const room = stored - size + 1;
  const left = Math.floor(rng() * room);
  const top = Math.floor(rng() * room);
  const stepX = rng() < 0.5 ? -1 : 1;
  const stepY = rng() < 0.5 ? -1 : 1;
  const contrast = 0.8 + 0.4 * rng();
  const brightness = 0.3 * (rng() - 0.5);
  const levels = Float32Array.from({ length: 256 }, (_, value) => {
    const changed = contrast * (value / 127.5 - 1) + brightness;
    return Math.min(1, Math.max(-1, changed));
  });
  let at = 0;
  for (let y = 0; y < size; y++) {
    const row = top + (stepY > 0 ? y : size - 1 - y);
    let from = (row * stored + left + (stepX > 0 ? 0 : size - 1)) * 3;
    for (let x = 0; x < size; x++, from += 3 * stepX) {
      target[at++] = levels[image[from]!]!;
      target[at++] = levels[image[from + 1]!]!;
      target[at++] = levels[image[from + 2]!]!;
    }
  }
}
