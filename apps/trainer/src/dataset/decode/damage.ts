import type { ImageFormat } from "../image-format.ts";

/**
 * Whether the end of a JPEG or PNG is missing.
 *
 * The decoder notices only when it needs the missing rows, and fills them with grey where an end
 * marker follows.
 */
export function isCutShort(bytes: Uint8Array, format: ImageFormat): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (format === "PNG") return !file.includes("IEND", Math.max(0, file.lastIndexOf("IDAT")));
  return format === "JPEG" && file.lastIndexOf("\xff\xd9", undefined, "latin1") < jpegScan(file);
}

/** Offset of a JPEG's first scan; an end marker before it belongs to an embedded thumbnail. */
function jpegScan(file: Buffer): number {
  const START_OF_SCAN = 0xda;
  let offset = 2;
  while (offset + 4 <= file.length && file[offset] === 0xff) {
    const marker = file[offset + 1];
    if (marker === START_OF_SCAN) return offset;
    // 0xff may be repeated before a marker, as padding.
    offset += marker === 0xff ? 1 : 2 + file.readUInt16BE(offset + 2);
  }
  return file.length;
}

/** What decoders say when they had to make up a part of the image. */
const LOSS =
  /premature end|bad huffman|found marker|inconsistent progression|invalid frame data|unexpected end/i;
/** Stray bytes that old cameras leave between markers are fewer. */
const MANY_BYTES = 64;

/** Whether a decoder's warning says that data is lost; others are harmless oddities. */
export function tellsOfLoss(warning: string): boolean {
  const stray = /(\d+) extraneous bytes/.exec(warning)?.[1];
  return LOSS.test(warning) || Number(stray ?? 0) > MANY_BYTES;
}

/**
 * Zeros in a row that compressed data never has: one in 10^300 for arithmetic coding of anything but one
 * flat colour; lossless WebP can have more of them in large flat areas.
 */
const ZERO_RUN: Readonly<Record<string, number>> = { "VP8 ": 128, VP8L: 512 };

/**
 * Whether a part of a WebP's compressed data was zeroed, as by a download or a disk that lost a block.
 * Its decoder takes any bits for an image and never complains.
 */
export function hasLostBlock(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 12;
  while (at + 8 <= file.length) {
    const name = file.toString("latin1", at, at + 4);
    const length = file.readUInt32LE(at + 4);
    const run = ZERO_RUN[name];
    if (run && file.subarray(at + 8, at + 8 + length).includes(Buffer.alloc(run))) return true;
    at += 8 + length + (length % 2);
  }
  return false;
}
