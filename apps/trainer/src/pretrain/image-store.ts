import { createHash } from "node:crypto";
import { closeSync, openSync, readSync, statSync } from "node:fs";
import path from "node:path";
import { fillAtomically, requireRoom, writeAll } from "../dataset/cache/write-atomically.ts";
import type { DecodeProgress } from "../dataset/image-set.ts";
import { drawImages } from "../drawing/draw-images.ts";
import { bytesOf, countOf, type DrawingJob } from "../drawing/drawing-job.ts";
import type { ImagesPlan } from "../drawing/images-plan.ts";

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
