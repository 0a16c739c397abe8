import { UnreadableImage } from "./unreadable-image.ts";

export type ImageFormat = "JPEG" | "PNG" | "WebP" | "GIF" | "AVIF" | "TIFF";

/** Bytes from the start of a file that are enough to tell its format. */
export const HEAD_BYTES = 512;

/** First bytes in hexadecimal; `.` stands for any digit. */
const SUPPORTED: readonly [ImageFormat, magic: string][] = [
  ["JPEG", "ffd8ff"],
  ["PNG", "89504e470d0a1a0a"],
  ["GIF", "474946383.61"],
  ["WebP", "52494646........57454250"],
  ["TIFF", "49492a00"],
  ["TIFF", "4d4d002a"],
  ["TIFF", "49492b00"],
  ["TIFF", "4d4d002b"],
];
const UNSUPPORTED: readonly [what: string, magic: string][] = [
  ["a BMP image", "424d........00000000"],
  ["a JPEG XL image", "ff0a"],
  ["a JPEG XL image", "0000000c4a584c20"],
  ["a JPEG 2000 image", "0000000c6a502020"],
  ["a Photoshop file", "38425053"],
  ["a PDF", "25504446"],
  ["an archive", "504b0304"],
  ["an archive", "1f8b"],
];
const TEXTS: readonly [what: string, RegExp][] = [
  ["an SVG drawing", /^\s*(?:<\?xml[^]*)?<svg[\s>]/i],
  ["a web page", /^\s*<(?:!doctype html|html|head|body)/i],
  ["a Git LFS pointer, the picture itself was not fetched", /^version https:\/\/git-lfs/],
  ["a text file", /^[^\p{Cc}]*$/u],
];

/**
 * The format of an image, told by its first bytes, never by its name.
 *
 * This is also the gate before the decoder: whatever is not on the list (SVG, PDF and other formats
 * with large parsers) never reaches it.
 *
 * @param bytes The file, or its first `HEAD_BYTES`.
 * @throws {UnreadableImage} saying what the file is instead.
 */
export function imageFormat(bytes: Uint8Array): ImageFormat {
  if (bytes.length === 0) throw new UnreadableImage("the file is empty");
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES));
  const hex = head.subarray(0, 16).toString("hex");
  const startsWith = ([, magic]: readonly [string, string]) => new RegExp(`^${magic}`).test(hex);
  const format = SUPPORTED.find(startsWith)?.[0] ?? mediaContainer(head);
  if (format) return format;
  const binary = UNSUPPORTED.find(startsWith)?.[0];
  if (binary) throw new UnreadableImage(`it is ${binary}`);
  if (head.every((byte) => byte === 0)) throw new UnreadableImage("it holds only zeros");
  const text = head.toString("latin1").replaceAll(/[\s\x80-\x9f]+/g, " ");
  const what = TEXTS.find(([, pattern]) => pattern.test(text))?.[0];
  throw new UnreadableImage(what ? `it is ${what}` : "it is no known image format");
}

/** AVIF, HEIC and videos share one container; the brands in its first box tell them apart. */
function mediaContainer(head: Buffer): ImageFormat | null {
  if (head.toString("latin1", 4, 8) !== "ftyp") return null;
  const brands = head.toString("latin1", 8, head.readUInt32BE()).match(/[^]{4}/g) ?? [];
  if (brands.some((brand) => brand === "avif" || brand === "avis")) return "AVIF";
  const isHeic = brands.some((brand) => /^(?:hei[cxms]|hev[cmxs]|mif1|msf1)$/.test(brand));
  throw new UnreadableImage(isHeic ? "it is an HEIC image" : "it is a video");
}

/**
 * Whether the end of a JPEG or PNG is missing.
 *
 * The decoder notices only when it needs the missing rows, and a centre crop may not need them.
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
