import { readFile } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import type { KnownImage } from "./cache/pixel-file.ts";
import { hashPixels } from "./content-keys.ts";
import { MemoryBudget } from "./decode/memory-budget.ts";
import { coverSquare, type RgbImage } from "./decode/resample.ts";
import { type DecodedImage, decodeImage } from "./decode-image.ts";
import { fileFault, isFlat, oddSize, UnreadableImage } from "./image-findings.ts";
import type { DecodeProgress } from "./image-set.ts";
import type { ListedImage, TileArea } from "./sources/listing.ts";

/** Images decoded at a time; more than the decoder's four threads would only wait. */
const IN_FLIGHT = 4;
/** Larger files are refused before they are read: an image of 268 million pixels fits well. */
const MAX_FILE_BYTES = 2 ** 30;
/** What files that were read and not yet decoded may take together. */
const files = new MemoryBudget(2 ** 28);

/** An image of the listing, by its position there. */
export interface Job {
  readonly position: number;
  readonly image: ListedImage;
}

/** Takes what was made of each image, in any order. */
export interface DecodeSink {
  accept(job: Job, known: KnownImage, pixels: Uint8Array): void;
  reject(job: Job, reason: string): void;
}

export interface DecodeOptions {
  readonly imageSize: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: DecodeProgress) => void) | undefined;
}

/**
 * Reads, decodes and hashes images. A file is read and decoded once; the tiles of a mosaic are cut from
 * that.
 */
export async function decodeListing(
  jobs: readonly Job[],
  sink: DecodeSink,
  options: DecodeOptions,
): Promise<void> {
  const report = progressOf(jobs.length, options.onProgress);
  const groups = groupByFile(jobs);
  // A mosaic can take a gigabyte when decoded: one at a time.
  const limit = jobs.some(({ image }) => image.tile) ? 1 : IN_FLIGHT;
  await runPool(groups, (group) => decodeFile(group, { ...options, sink, report }), {
    limit,
    signal: options.signal,
  });
}

interface FileOptions extends DecodeOptions {
  readonly sink: DecodeSink;
  readonly report: () => void;
}

/** Decodes one file: a single image, or a mosaic with all its tiles. */
async function decodeFile(jobs: readonly Job[], options: FileOptions): Promise<void> {
  const { sink, report } = options;
  const { image } = jobs[0]!;
  try {
    await files.hold(image.stamp.bytes, async () => {
      const bytes = await readImage(image);
      await decodeImage(bytes, (decoded) =>
        image.tile
          ? acceptTiles(jobs, decoded, options)
          : acceptImage(jobs[0]!, decoded, { ...options, bytes: bytes.length }),
      );
    });
  } catch (error) {
    if (!(error instanceof UnreadableImage)) throw error;
    for (const job of jobs) {
      sink.reject(job, error.message);
      report();
    }
  }
}

async function acceptImage(
  job: Job,
  decoded: DecodedImage,
  { sink, report, imageSize, bytes }: FileOptions & { bytes: number },
): Promise<void> {
  const { width, height, findings } = decoded;
  const known = { hash: await hashPixels(decoded), width, height, bytes, findings: [...findings] };
  sink.accept(job, known, await coverSquare(decoded, imageSize));
  report();
}

async function acceptTiles(
  jobs: readonly Job[],
  mosaic: DecodedImage,
  { sink, report, imageSize, signal }: FileOptions,
): Promise<void> {
  // A tile has a size and colours of its own, and shares the other faults of its mosaic.
  const shared = mosaic.findings.filter(
    (finding) => finding === "damaged" || finding === "extra-bands",
  );
  for (const job of jobs) {
    await setImmediate(); // so that an interruption is heard between tiles
    signal?.throwIfAborted();
    const tile = cutTile(mosaic, job.image.tile!);
    const { width, height, pixels } = tile;
    const findings = [...shared, ...oddSize(tile), ...(isFlat(pixels) ? (["flat"] as const) : [])];
    const known = { hash: await hashPixels(tile), width, height, bytes: pixels.length, findings };
    sink.accept(job, known, await coverSquare(tile, imageSize));
    report();
  }
}

async function readImage({ file, stamp }: ListedImage): Promise<Uint8Array> {
  if (stamp.bytes > MAX_FILE_BYTES) {
    throw new UnreadableImage(
      `the file has ${stamp.bytes} bytes; at most ${MAX_FILE_BYTES} are read`,
    );
  }
  try {
    return await readFile(file);
  } catch (error) {
    throw new UnreadableImage(fileFault(error), { cause: error });
  }
}

/** Copies one tile out of a mosaic. */
function cutTile(mosaic: RgbImage, area: TileArea): RgbImage {
  const { x, y, width, height } = area;
  if (x + width > mosaic.width || y + height > mosaic.height) {
    throw new UnreadableImage("the file changed while it was read");
  }
  const pixels = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const start = ((y + row) * mosaic.width + x) * 3;
    pixels.set(mosaic.pixels.subarray(start, start + width * 3), row * width * 3);
  }
  return { pixels, width, height };
}

function groupByFile(jobs: readonly Job[]): Job[][] {
  const groups: Job[][] = [];
  for (const job of jobs) {
    const last = groups.at(-1);
    if (job.image.tile && last?.[0]?.image.file === job.image.file) last.push(job);
    else groups.push([job]);
  }
  return groups;
}

function progressOf(total: number, onProgress: DecodeOptions["onProgress"]): () => void {
  const start = performance.now();
  let done = 0;
  return () => {
    done += 1;
    const seconds = Math.max(performance.now() - start, 1) / 1000;
    onProgress?.({ done, total, imagesPerSecond: done / seconds });
  };
}

/**
 * Calls `work` for every item, at most `limit` at a time, and starts no more once one has failed or
 * the signal was aborted.
 *
 * @throws the first failure, or the signal's reason; only after all that had begun has ended.
 */
export async function runPool<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
  { limit, signal }: { limit: number; signal?: AbortSignal | undefined },
): Promise<void> {
  const queue = items.values();
  let failed = false;
  async function drain(): Promise<void> {
    for (const item of queue) {
      signal?.throwIfAborted();
      if (failed) return;
      try {
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: limit }, drain));
  const failure = ends.find((end) => end.status === "rejected");
  if (failure) throw failure.reason;
}
