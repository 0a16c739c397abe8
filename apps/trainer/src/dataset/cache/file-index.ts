import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { IMAGE_FINDINGS, type ImageFinding } from "../image-findings.ts";
import type { ListedImage } from "../sources/listing.ts";
import { writeAtomically } from "./write-atomically.ts";

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
