import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { byCodePoint } from "./class-name.ts";
import type { RgbImage } from "./decode/resample.ts";
import { RECIPE } from "./decode-image.ts";
import type { ListedImage } from "./sources/listing.ts";

/** Bytes hashed between two chances for others to run: about 50 ms. */
const PIECE = 2 ** 25;

/**
 * The key of an image: SHA-256 of its size and decoded pixels at full size, as 64 hex digits.
 *
 * Equal pixels have one key however they are stored: in which format, with which compression, turned by
 * EXIF, with a palette or an alpha channel that hides nothing, or as a tile of a mosaic. So copies of an
 * image never straddle a split.
 */
export async function hashPixels({ pixels, width, height }: RgbImage): Promise<string> {
  const hash = createHash("sha256").update(`${width}x${height}\n`);
  for (let at = 0; at < pixels.length; at += PIECE) {
    if (at > 0) await setImmediate();
    hash.update(pixels.subarray(at, at + PIECE));
  }
  return hash.digest("hex");
}

/**
 * Identifies a data set by what it holds: its images, classes and groups, but no names of files.
 *
 * The order of the classes counts where it is not by code point, as it once was for all data sets: a
 * stored set with the classes 0, 1, 10, 2 must not be taken for one with 0, 1, 2, 10.
 *
 * @param classes In the order of their label indices.
 */
export function fingerprintOf(
  images: readonly { hash: string; className: string; group: string | null }[],
  classes: readonly string[],
): string {
  const lines = images.map(({ hash, className, group }) =>
    JSON.stringify([hash, className, group]),
  );
  lines.sort();
  const isByCodePoint = classes.every(
    (name, k) => k === 0 || byCodePoint(classes[k - 1]!, name) < 0,
  );
  if (!isByCodePoint) lines.push(JSON.stringify({ classes }));
  return sha256(lines.join("\n"));
}

/** Key of the pixel file that holds these images in this order. */
export function pixelKey(hashes: readonly string[], imageSize: number): string {
  return sha256(JSON.stringify([RECIPE, imageSize, hashes]));
}

/** Key of the index of one data set on this disk. */
export function indexKey(set: { kind: string; root: string; imageSize: number }): string {
  return sha256(JSON.stringify([RECIPE, set.kind, set.root, set.imageSize]));
}

/** Positions in the order that follows from the contents: class, hash, group; then by source. */
export function canonicalOrder(
  images: readonly { listed: ListedImage; hash: string; label: number }[],
): Int32Array {
  const sortKey = images.map(({ listed, hash, label }) => {
    const { group, source, tile } = listed;
    const row = [hash, group ?? "", source, pad(tile?.y ?? 0), pad(tile?.x ?? 0)];
    return [pad(label), ...row].join("\0");
  });
  const order = Int32Array.from(images.keys());
  return order.sort((a, b) => (sortKey[a]! < sortKey[b]! ? -1 : 1));
}

function pad(value: number): string {
  return String(value).padStart(10, "0");
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/**
 * Reorders equally long rows in place: afterwards row i holds what row `order[i]` held.
 *
 * In place, because the rows may fill half of the memory.
 *
 * @param rows Shape [n, length].
 * @param order A permutation of 0 to n - 1.
 */
export function permuteRows(rows: Uint8Array, order: Int32Array, length: number): void {
  const isDone = new Uint8Array(order.length);
  const held = new Uint8Array(length);
  for (let start = 0; start < order.length; start++) {
    if (isDone[start] || order[start] === start) continue;
    held.set(rows.subarray(start * length, (start + 1) * length));
    let target = start;
    for (;;) {
      isDone[target] = 1;
      const from = order[target]!;
      if (from === start) break;
      rows.copyWithin(target * length, from * length, (from + 1) * length);
      target = from;
    }
    rows.set(held, target * length);
  }
}
