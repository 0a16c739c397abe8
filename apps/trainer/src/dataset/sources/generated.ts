import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import type { DatasetConfigOf } from "@graft/core/contract";
import { RENDERINGS, SCENE_VERSION } from "@graft/core/learning/drawn-images";
import { partialName } from "@graft/db/partial-files";
import sharp, { type Sharp } from "sharp";
import { bytesOf, countOf, drawImages, type ScenesJob } from "../../drawing/draw-images.ts";
import { requireRoom, storageFault } from "../../files/write-atomically.ts";
import type { LoadOptions } from "../image-set.ts";
import { listFolder } from "./folder.ts";
import type { Listing } from "./listing.ts";
import { listMosaics } from "./mosaic.ts";

type GeneratedConfig = DatasetConfigOf<"generated">;

/** Side in pixels at which the images are drawn, whatever size they are decoded to. */
const SIDE = 224;
/** Tiles beside each other in a mosaic. */
const COLUMNS = 15;

/**
 * The demo's images, drawn by seed on first use and kept in the cache as files that any program opens:
 * PNG files in a folder per class, or a mosaic per class. What is there is listed as any other data set.
 *
 * @throws {AppError} DISK_FULL or OUTPUT_NOT_WRITABLE; half a data set is never left behind.
 */
export async function listGenerated(
  config: GeneratedConfig,
  options: LoadOptions,
): Promise<Listing> {
  const { seed, perClass, as, imageSize, onBadImage } = config;
  const name = `scenes-${SCENE_VERSION}-seed-${seed}-${perClass}-${as}`;
  const folder = path.join(options.cacheDir, "generated", name);
  if (!existsSync(folder)) await draw(config, folder, options);
  const common = { imageSize, onBadImage };
  if (as === "images") {
    return { ...(await listFolder({ path: folder }, { baseDir: "/" })), name: NAME };
  }
  const mosaics = RENDERINGS.map((label) => ({
    image: path.join(folder, `${label}.png`),
    label,
    tile: [SIDE, SIDE] as [number, number],
    keepEdges: false,
  }));
  return { ...(await listMosaics({ kind: "mosaic", mosaics, ...common }, "/")), name: NAME };
}

const NAME = "photo-like vs drawing-like";

async function draw(
  { seed, perClass, as }: GeneratedConfig,
  folder: string,
  { signal, onProgress }: LoadOptions,
): Promise<void> {
  const job: ScenesJob = { kind: "scenes", version: SCENE_VERSION, seed, perClass, size: SIDE };
  const total = countOf(job);
  const pixels = new Uint8Array(total * bytesOf(job));
  await requireRoom(path.dirname(folder), pixels.length);
  const started = performance.now();
  let done = 0;
  await drawImages(job, {
    ...(signal && { signal }),
    accept(start, drawn) {
      pixels.set(drawn, start * bytesOf(job));
      done += drawn.length / bytesOf(job);
      const seconds = Math.max(1, performance.now() - started) / 1000;
      onProgress?.({ done, total, imagesPerSecond: done / seconds });
    },
  });
  signal?.throwIfAborted();
  const unfinished = partialName(folder);
  try {
    await mkdir(unfinished, { recursive: true });
    for (const [index, label] of RENDERINGS.entries()) {
      const from = index * perClass * bytesOf(job);
      const ofClass = pixels.subarray(from, from + perClass * bytesOf(job));
      if (as === "images") await writeImages(ofClass, path.join(unfinished, label));
      else await writeMosaic(ofClass, path.join(unfinished, `${label}.png`));
    }
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Another process was quicker: its images are the same.
    if (!existsSync(folder)) throw storageFault(error, folder);
  }
}

async function writeImages(pixels: Uint8Array, folder: string): Promise<void> {
  await mkdir(folder);
  const length = bytesOf({ size: SIDE });
  for (let start = 0; start < pixels.length; start += length) {
    const number = String(start / length + 1).padStart(4, "0");
    await png(pixels.subarray(start, start + length), SIDE, SIDE).toFile(
      path.join(folder, `${number}.png`),
    );
  }
}

async function writeMosaic(pixels: Uint8Array, file: string): Promise<void> {
  const count = pixels.length / bytesOf({ size: SIDE });
  const [width, height] = [COLUMNS * SIDE, (count / COLUMNS) * SIDE];
  const mosaic = new Uint8Array(width * height * 3);
  const row = SIDE * 3;
  for (let tile = 0; tile < count; tile++) {
    const [left, top] = [(tile % COLUMNS) * SIDE, Math.floor(tile / COLUMNS) * SIDE];
    for (let y = 0; y < SIDE; y++) {
      const from = (tile * SIDE + y) * row;
      mosaic.set(pixels.subarray(from, from + row), ((top + y) * width + left) * 3);
    }
  }
  await png(mosaic, width, height).toFile(file);
}

function png(pixels: Uint8Array, width: number, height: number): Sharp {
  return sharp(pixels, { raw: { width, height, channels: 3 } }).png({ compressionLevel: 6 });
}
