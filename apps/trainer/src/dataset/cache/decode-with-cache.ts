import { requireRoom } from "../../files/write-atomically.ts";
import { canonicalOrder, permuteRows, pixelKey } from "../content-keys.ts";
import { type DecodeOptions, decodeListing, type Job } from "../decode-listing.ts";
import type { SkippedImage } from "../image-findings.ts";

import type { ListedImage } from "../sources/listing.ts";
import {
  allocatePixels,
  imageKey,
  indexFile,
  type KnownImage,
  pixelFile,
  readIndex,
  readPixels,
  writeIndex,
  writePixels,
} from "./pixel-file.ts";

/** A listed image that could be read. */
export interface ReadImage {
  readonly listed: ListedImage;
  readonly known: KnownImage;
  /** Index of its class. */
  readonly label: number;
}

export interface ReadImages {
  /** In canonical order. */
  readonly images: readonly ReadImage[];
  /** Shape [n, S, S, 3] in the same order. */
  readonly pixels: Uint8Array;
  readonly bad: readonly SkippedImage[];
}

export interface CacheOptions extends DecodeOptions {
  readonly cacheDir: string;
  /** Key of the data set's index. */
  readonly indexKey: string;
  /** Index of each class name. */
  readonly labels: ReadonlyMap<string, number>;
}

/** What the cache holds of a data set: row i of `pixels` is `known[i]`. */
interface Cached {
  readonly rowOf: ReadonlyMap<string, number>;
  readonly known: readonly KnownImage[];
  readonly pixels: Uint8Array;
}

/** Images in the order of the rows of `pixels`; null where one could not be read. */
interface Filled {
  readonly images: readonly (ReadImage | null)[];
  readonly pixels: Uint8Array;
  readonly bad: readonly SkippedImage[];
  /** Whether the pixels are those of the cache, row by row. */
  readonly isCached: boolean;
}

/**
 * The pixels and hashes of listed images: from the cache where a file is still the one that was
 * read before, otherwise decoded and added to it.
 *
 * A damaged or missing cache is rebuilt. Images that cannot be read are never cached.
 *
 * @throws {AppError} DISK_FULL, OUTPUT_NOT_WRITABLE or OUT_OF_MEMORY.
 */
export async function decodeWithCache(
  listed: readonly ListedImage[],
  options: CacheOptions,
): Promise<ReadImages> {
  const cached = await readCache(options);
  const filled = reuseAll(listed, cached, options) ?? (await fill(listed, cached, options));
  const rowLength = options.imageSize ** 2 * 3;
  const { images, order } = inCanonicalOrder(filled.images);
  const isSorted = order.every((from, to) => from === to);
  if (!isSorted) permuteRows(filled.pixels, order, rowLength);
  const pixels = filled.pixels.subarray(0, images.length * rowLength);
  if (!filled.isCached || !isSorted) await writeCache(images, pixels, options);
  return { images, pixels, bad: filled.bad };
}

async function readCache({ cacheDir, indexKey, imageSize }: CacheOptions): Promise<Cached> {
  const nothing: Cached = { rowOf: new Map(), known: [], pixels: new Uint8Array(0) };
  const index = await readIndex(indexFile(cacheDir, indexKey));
  if (!index) return nothing;
  const shape = { imageSize, count: index.images.length };
  const pixels = await readPixels(pixelFile(cacheDir, index.pixels), shape);
  if (!pixels) return nothing;
  return {
    rowOf: new Map(index.images.map(([key], row) => [key, row])),
    known: index.images.map(([, known]) => known),
    pixels,
  };
}

/** The cached pixels as they are, when nothing was added, changed or taken away. */
function reuseAll(
  listed: readonly ListedImage[],
  { rowOf, known, pixels }: Cached,
  { labels }: CacheOptions,
): Filled | null {
  if (listed.length !== known.length || rowOf.size !== known.length) return null;
  const images = Array.from<ReadImage | null>({ length: known.length }).fill(null);
  for (const image of listed) {
    const row = rowOf.get(imageKey(image));
    if (row === undefined) return null;
    images[row] = { listed: image, known: known[row]!, label: labels.get(image.label)! };
  }
  return { images, pixels, bad: [], isCached: true };
}

/** Copies what the cache has and decodes the rest. */
async function fill(
  listed: readonly ListedImage[],
  cached: Cached,
  options: CacheOptions,
): Promise<Filled> {
  const { imageSize, labels, cacheDir } = options;
  const length = imageSize ** 2 * 3;
  await requireRoom(cacheDir, listed.length * length);
  const pixels = allocatePixels({ count: listed.length, imageSize });
  const images = Array.from<ReadImage | null>({ length: listed.length }).fill(null);
  const jobs: Job[] = [];
  const bad: SkippedImage[] = [];
  const accept = ({ image, position }: Job, known: KnownImage, decoded: Uint8Array) => {
    images[position] = { listed: image, known, label: labels.get(image.label)! };
    pixels.set(decoded, position * length);
  };
  for (const [position, image] of listed.entries()) {
    const row = cached.rowOf.get(imageKey(image));
    const job = { position, image };
    if (row === undefined) jobs.push(job);
    else accept(job, cached.known[row]!, cached.pixels.subarray(row * length, (row + 1) * length));
  }
  const reject = ({ image }: Job, reason: string) => bad.push({ source: image.source, reason });
  await decodeListing(jobs, { accept, reject }, options);
  return { images, pixels, bad, isCached: false };
}

/** The readable images in canonical order; `order` also has the rest, at its end. */
function inCanonicalOrder(rows: readonly (ReadImage | null)[]) {
  const readable = [...rows.keys()].filter((row) => rows[row] !== null);
  const images = readable.map((row) => rows[row]!);
  const sorted = canonicalOrder(
    images.map(({ listed, known, label }) => ({ listed, label, hash: known.hash })),
  );
  const unreadable = [...rows.keys()].filter((row) => rows[row] === null);
  return {
    images: Array.from(sorted, (position) => images[position]!),
    order: Int32Array.from([
      ...Array.from(sorted, (position) => readable[position]!),
      ...unreadable,
    ]),
  };
}

async function writeCache(
  images: readonly ReadImage[],
  pixels: Uint8Array,
  { cacheDir, indexKey, imageSize }: CacheOptions,
): Promise<void> {
  const hashes = images.map(({ known }) => known.hash);
  const key = pixelKey(hashes, imageSize);
  const count = images.length;
  await writePixels(pixelFile(cacheDir, key), { imageSize, count, pixels });
  // After the pixels, so that an index never points at a file that is not there.
  await writeIndex(indexFile(cacheDir, indexKey), {
    pixels: key,
    images: images.map(({ listed, known }) => [imageKey(listed), known]),
  });
}
