import { createHash, randomUUID } from "node:crypto";
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { storageFault } from "../dataset/cache/storage-fault.ts";
import { requireRoom } from "../dataset/cache/write-atomically.ts";
import type { DecodeProgress } from "../dataset/image-set.ts";
import { drawPictures } from "../drawing/draw-pictures.ts";
import { bytesOf, countOf, type DrawingJob } from "../drawing/drawing-job.ts";
import type { PicturesPlan } from "../drawing/pictures-plan.ts";

/** Drawn pictures in a file: too many for the memory, and read in another order every epoch. */
export interface PictureStore {
  /** Copies one picture to `into`, shape [size, size, 3]. */
  read(position: number, into: Uint8Array): void;
  close(): void;
}

export interface StoreOptions {
  readonly cacheDir: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: DecodeProgress) => void;
}

/**
 * The pictures of a plan, drawn unless they were before.
 *
 * @throws {AppError} DISK_FULL or OUTPUT_NOT_WRITABLE; nothing is left behind then.
 */
export async function openPictureStore(
  plan: PicturesPlan,
  options: StoreOptions,
): Promise<PictureStore> {
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

async function draw(job: DrawingJob, file: string, options: StoreOptions): Promise<void> {
  const total = countOf(job);
  const length = bytesOf(job);
  const temporary = `${file}.${randomUUID()}.tmp`;
  await requireRoom(path.dirname(file), total * length);
  const started = performance.now();
  let done = 0;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    const handle = await open(temporary, "wx");
    try {
      await drawPictures(job, {
        ...(options.signal && { signal: options.signal }),
        async accept(start, pixels) {
          await writeAll(handle, pixels, start * length);
          done += pixels.length / length;
          const seconds = Math.max(1, performance.now() - started) / 1000;
          options.onProgress?.({ done, total, imagesPerSecond: done / seconds });
        },
      });
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    if (options.signal?.aborted) throw error;
    throw storageFault(error, file);
  }
}

/** A disk that is nearly full takes a part of what it is given, and only then says so. */
async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const rest = bytes.length - written;
    const { bytesWritten } = await handle.write(bytes, written, rest, position + written);
    written += bytesWritten;
  }
}

function keyOf(plan: PicturesPlan): string {
  return createHash("sha256").update(JSON.stringify(plan)).digest("hex");
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? -1;
}
