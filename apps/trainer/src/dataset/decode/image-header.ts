import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { UnreadableImage } from "../image-findings.ts";
import type { ImageFormat } from "../image-format.ts";
import type { ImageHeader } from "./plain-formats.ts";
import { isPlain, plainHeader } from "./plain-formats.ts";
import { planTiff } from "./tiff-layout.ts";

/** Width x height above which an image is refused before it is decoded (2^28 - 2^15 + 1). */
export const MAX_PIXELS = 268_402_689;
/** For headers: limits are ours to tell, and warnings are for the decoder. */
const LENIENT = { failOn: "error", limitInputPixels: false } as const;
/** Memory above which an image is refused before it is decoded. */
const MAX_MEMORY = 2 ** 31;
/** Bytes that decoding takes for each pixel, measured with large images; the result's three included. */
const BYTES_PER_PIXEL: Partial<Record<ImageFormat, number>> = { AVIF: 19, WebP: 11, GIF: 8 };
/** Of the other formats: a whole frame in the decoder beside the result, as interlacing or turning needs. */
const PLAIN_BYTES_PER_PIXEL = 7;

/**
 * Reads an image's header.
 *
 * @throws {UnreadableImage} where the header is damaged, what it describes cannot be shown, or decoding
 *   would take too much memory: a header of 38 bytes can ask for gigabytes.
 */
export async function readHeader(bytes: Uint8Array, format: ImageFormat): Promise<ImageHeader> {
  const header = isPlain(format) ? plainHeader(bytes, format) : await decodedHeader(bytes, format);
  const { width, height } = header;
  refuseHuge(header);
  const needed = memoryOf(header);
  if (needed > MAX_MEMORY) {
    const gigabytes = (needed / 2 ** 30).toFixed(1);
    throw new UnreadableImage(
      `it has ${width} x ${height} pixels, which take ${gigabytes} GiB of memory to decode; at most 2 GiB are used`,
    );
  }
  return header;
}

/**
 * Upright width and height of an image file, of which no more than the header is read where possible.
 *
 * @throws {UnreadableImage}
 */
export async function readDimensions(
  file: string,
  format: ImageFormat,
): Promise<{ width: number; height: number }> {
  if (isPlain(format)) return plainHeader(await readFile(file), format);
  const { autoOrient } = await sharp(file, LENIENT).metadata();
  refuseHuge(autoOrient);
  return autoOrient;
}

function refuseHuge({ width, height }: { width: number; height: number }): void {
  if (width * height > MAX_PIXELS) throw new UnreadableImage("it has more than 268 million pixels");
}

/** Bytes of memory that decoding an image takes at its peak, roughly. */
export function memoryOf({ format, width, height, channels, depth }: ImageHeader): number {
  const sampleBytes = depth === "uchar" ? 1 : depth === "ushort" ? 2 : 4;
  const perPixel = BYTES_PER_PIXEL[format] ?? PLAIN_BYTES_PER_PIXEL;
  // Deep samples are copied out whole before they become bytes.
  const deep = sampleBytes > 1 ? 2 * sampleBytes * Math.max(3, channels) : 0;
  return width * height * (perPixel + deep);
}

async function decodedHeader(bytes: Uint8Array, format: ImageFormat): Promise<ImageHeader> {
  const plan = format === "TIFF" ? planTiff(bytes) : null;
  try {
    const found = await sharp(bytes, LENIENT).metadata();
    const { autoOrient, space, depth, channels, hasAlpha, pages, icc } = found;
    return {
      format,
      width: autoOrient.width,
      height: autoOrient.height,
      space,
      depth,
      channels,
      hasAlpha,
      pages: pages ?? 1,
      icc: icc ?? null,
      plan,
    };
  } catch (error) {
    throw new UnreadableImage(decoderFault(error, format), { cause: error });
  }
}

/** What the decoder complained of, in words. */
export function decoderFault(error: unknown, format: ImageFormat): string {
  const text = error instanceof Error ? error.message : String(error);
  if (
    /premature end|truncat|bad seek|unable to parse|no frames|read error|unexpected end/i.test(text)
  ) {
    return `the ${format} is cut short or damaged`;
  }
  const detail = text
    .replace("Input buffer has corrupt header:", "")
    .replaceAll(/\s+/g, " ")
    .trim();
  return `the ${format} cannot be decoded (${detail.slice(0, 120) || "damaged header"})`;
}

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
