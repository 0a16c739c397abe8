import { createHash } from "node:crypto";
import { closeSync, openSync, readSync, statSync } from "node:fs";
import path from "node:path";
import type { Rng } from "@graft/core/analysis/random";
import { type Tensor4D, tensor4d } from "@tensorflow/tfjs-core";
import type { DecodeProgress } from "../dataset/image-set.ts";
import { bytesOf, countOf, type DrawingJob, drawImages } from "../drawing/draw-images.ts";
import type { ImagesPlan } from "../drawing/images-plan.ts";
import { fillAtomically, requireRoom, writeAll } from "../files/write-atomically.ts";

/** Drawn images in a file: too many for the memory, and read in another order every epoch. */
export interface ImageStore {
  /** Copies one image to `into`, shape [size, size, 3]. */
  read(position: number, into: Uint8Array): void;
  close(): void;
}

export interface StoreOptions {
  readonly cacheDir: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: DecodeProgress) => void;
}

/**
 * The images of a plan, drawn unless they were before.
 *
 * @throws {AppError} DISK_FULL or OUTPUT_NOT_WRITABLE; nothing is left behind then.
 */
export async function openImageStore(plan: ImagesPlan, options: StoreOptions): Promise<ImageStore> {
  const file = path.join(options.cacheDir, "drawn", `${keyOf(plan)}.rgb`);
  const job = { kind: "programs", ...plan } as const;
  const length = bytesOf(plan);
  if (sizeOf(file) !== countOf(job) * length) await draw(job, file, options);
  const handle = openSync(file, "r");
  return {
    read(position, into) {
      readSync(handle, into, 0, length, position * length);
    },
    close: () => closeSync(handle),
  };
}

/**
 * Checks that there is room for the images of a plan, unless they are drawn already.
 *
 * @throws {AppError} DISK_FULL or OUTPUT_NOT_WRITABLE.
 */
export async function requireImageRoom(plan: ImagesPlan, cacheDir: string): Promise<void> {
  const file = path.join(cacheDir, "drawn", `${keyOf(plan)}.rgb`);
  const length = countOf({ kind: "programs", ...plan }) * bytesOf(plan);
  if (sizeOf(file) !== length) await requireRoom(path.dirname(file), length);
}

async function draw(job: DrawingJob, file: string, options: StoreOptions): Promise<void> {
  const total = countOf(job);
  const length = bytesOf(job);
  await requireRoom(path.dirname(file), total * length);
  const started = performance.now();
  let done = 0;
  await fillAtomically(file, (handle) =>
    drawImages(job, {
      ...(options.signal && { signal: options.signal }),
      async accept(start, pixels) {
        await writeAll(handle, pixels, start * length);
        done += pixels.length / length;
        const seconds = Math.max(1, performance.now() - started) / 1000;
        options.onProgress?.({ done, total, imagesPerSecond: done / seconds });
      },
    }),
  );
}

function keyOf(plan: ImagesPlan): string {
  return createHash("sha256").update(JSON.stringify(plan)).digest("hex");
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? -1;
}

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
