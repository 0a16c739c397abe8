import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { onTestFinished } from "vitest";
import { coverSquare } from "../decode/resample.ts";
import { type DecodedImage, decodeImage } from "../decode-image.ts";

/** An image as training sees it: its square of `side` pixels, and the size of the original. */
export function decodeFitted(bytes: Uint8Array, side: number): Promise<DecodedImage> {
  return decodeImage(bytes, async (image) => ({
    ...image,
    pixels: await coverSquare(image, side),
  }));
}

/** An image at its own size. */
export function decodeWhole(bytes: Uint8Array): Promise<DecodedImage> {
  return decodeImage(bytes, (image) => image);
}

type Color = readonly [red: number, green: number, blue: number];

/** One colour everywhere. */
export function solid([r, g, b]: Color, width = 40, height = 30): Sharp {
  return sharp({ create: { width, height, channels: 3, background: { r, g, b } } });
}

/** A colour of its own for every pixel, smooth enough for JPEG; `seed` makes images differ. */
export function gradient(width: number, height: number, seed = 0): Sharp {
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      pixels[at] = (255 * x) / width;
      pixels[at + 1] = (255 * y) / height;
      pixels[at + 2] = (40 * seed) % 256;
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/** Four quadrants in the order upper left, upper right, lower left, lower right. */
export function quadrants(colors: readonly Color[], width: number, height: number): Sharp {
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const quadrant = (y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1);
      pixels.set(colors[quadrant]!, (y * width + x) * 3);
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/** The colour at (x, y) of square pixels, shape [S, S, 3]. */
export function colorAt(pixels: Uint8Array, x: number, y: number): number[] {
  const side = Math.sqrt(pixels.length / 3);
  return [...pixels.subarray((y * side + x) * 3, (y * side + x) * 3 + 3)];
}

/** The largest difference between two lists of values. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = a.length === b.length ? 0 : Number.POSITIVE_INFINITY;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}

/** A new folder that is gone after the test. Call it inside a test. */
export async function tempFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "graft-")));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes files by their path below `folder`, making folders on the way. */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}
