import { type FileHandle, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { z } from "zod";
import { writeAtomically } from "../../files/write-atomically.ts";
import { IMAGE_FINDINGS, type ImageFinding } from "../image-findings.ts";
import type { ListedImage } from "../sources/listing.ts";
import { outOfMemory, requireMemory } from "./require-memory.ts";

/** Decoded images one after the other, shape [count, S, S, 3], values 0 to 255. */
export interface PixelBlock {
  readonly imageSize: number;
  readonly count: number;
  readonly pixels: Uint8Array;
}

/** Magic, image size, count, CRC-32 of the pixels (each 32 bits, little endian); zeros to 64 bytes. */
const HEADER_BYTES = 64;
const MAGIC = "GRAFTPX1";
/** Node cannot read 2 GiB or more at once. */
const CHUNK = 2 ** 28;

export function pixelFile(cacheDir: string, key: string): string {
  return join(cacheDir, "pixels", `${key}.bin`);
}

/** @throws {AppError} DISK_FULL or OUTPUT_NOT_WRITABLE. */
export async function writePixels(path: string, block: PixelBlock): Promise<void> {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC, "latin1");
  header.writeUInt32LE(block.imageSize, 8);
  header.writeUInt32LE(block.count, 12);
  header.writeUInt32LE(checksum(block.pixels), 16);
  await writeAtomically(path, [header, block.pixels]);
}

/** The pixels of a cache file, or null when it is missing, damaged or of another shape. */
export async function readPixels(
  path: string,
  shape: Pick<PixelBlock, "imageSize" | "count">,
): Promise<Uint8Array | null> {
  let file: FileHandle;
  try {
    file = await open(path);
  } catch {
    return null; // whatever the reason, the images can be decoded again
  }
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    const { size } = await file.stat();
    const length = shape.count * shape.imageSize ** 2 * 3;
    if (size !== HEADER_BYTES + length || !(await readAll(file, header, 0))) return null;
    const isOurs =
      header.toString("latin1", 0, 8) === MAGIC &&
      header.readUInt32LE(8) === shape.imageSize &&
      header.readUInt32LE(12) === shape.count;
    if (!isOurs) return null;
    const pixels = allocatePixels(shape);
    const isWhole = await readAll(file, pixels, HEADER_BYTES);
    return isWhole && checksum(pixels) === header.readUInt32LE(16) ? pixels : null;
  } finally {
    await file.close();
  }
}

/**
 * Room for `count` images of S x S pixels; its contents are not set.
 *
 * @throws {AppError} OUT_OF_MEMORY.
 */
export function allocatePixels({ count, imageSize }: Pick<PixelBlock, "count" | "imageSize">) {
  const shape = { count, imageSize };
  const remedy = "dataset.imageSize, or use fewer images";
  requireMemory(shape, remedy);
  try {
    return new Uint8Array(count * imageSize ** 2 * 3);
  } catch (error) {
    throw outOfMemory(shape, remedy, error);
  }
}

/** A guard against damage by accident (a power cut, a bad disk), which is all a cache needs. */
function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let offset = 0; offset < bytes.length; offset += CHUNK) {
    sum = crc32(bytes.subarray(offset, offset + CHUNK), sum);
  }
  return sum;
}

async function readAll(file: FileHandle, into: Uint8Array, start: number): Promise<boolean> {
  let offset = 0;
  while (offset < into.length) {
    const length = Math.min(CHUNK, into.length - offset);
    const { bytesRead } = await file.read(into, offset, length, start + offset);
    if (bytesRead === 0) return false;
    offset += bytesRead;
  }
  return true;
}

const FINDINGS = Object.keys(IMAGE_FINDINGS) as ImageFinding[];

/** What is known of an image without reading it. */
const KnownImage = z.strictObject({
  /** Of its pixels (content-keys.ts). */
  hash: z.string().length(64),
  width: z.int().positive(),
  height: z.int().positive(),
  bytes: z.int().nonnegative(),
  findings: z.array(z.enum(FINDINGS)),
});
export type KnownImage = z.output<typeof KnownImage>;

/** One data set's images as they were last seen, in the order of the pixel file. */
const FileIndex = z.strictObject({
  /** Key of the pixel file. */
  pixels: z.string().length(64),
  images: z.array(z.tuple([z.string(), KnownImage])),
});
export type FileIndex = z.output<typeof FileIndex>;

export function indexFile(cacheDir: string, key: string): string {
  return join(cacheDir, "index", `${key}.json`);
}

/** What an image is recognised by: its place in the data set and the stamp of its file. */
export function imageKey({ source, stamp, tile }: ListedImage): string {
  const area = tile ? [tile.x, tile.y, tile.width, tile.height] : [];
  return JSON.stringify([source, stamp.bytes, stamp.mtimeNs, stamp.ctimeNs, ...area]);
}

/** The index, or null when it is missing or damaged. */
export async function readIndex(path: string): Promise<FileIndex | null> {
  try {
    return FileIndex.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return null; // whatever the reason, the images can be read again
  }
}

/** @throws {AppError} DISK_FULL or OUTPUT_NOT_WRITABLE. */
export async function writeIndex(path: string, index: FileIndex): Promise<void> {
  await writeAtomically(path, [Buffer.from(JSON.stringify(index))]);
}
