import { UnreadableImage } from "./image-findings.ts";

export type ImageFormat = "JPEG" | "PNG" | "WebP" | "GIF" | "AVIF" | "TIFF" | "BMP" | "PNM";

/** What a file is, told by its first bytes. */
export type FileKind =
  | { readonly format: ImageFormat }
  /** `what` completes "it is ..."; `isImage` where somebody may have meant it as one. */
  | { readonly format: null; readonly what: string; readonly isImage: boolean };

/** Bytes from the start of a file that are enough to tell its format. */
export const HEAD_BYTES = 512;

/** First bytes in hexadecimal; `.` stands for any digit. */
const SUPPORTED: readonly [ImageFormat, magic: string][] = [
  ["JPEG", "ffd8ff"],
  ["PNG", "89504e470d0a1a0a"],
  ["GIF", "474946383[79]61"],
  ["WebP", "52494646........57454250"],
  ["TIFF", "49492a00"],
  ["TIFF", "4d4d002a"],
  ["TIFF", "49492b00"],
  ["TIFF", "4d4d002b"],
  ["BMP", "424d........00000000"],
];
const OTHER_IMAGES: readonly [what: string, magic: string][] = [
  ["a JPEG XL image: convert it to JPEG or PNG", "ff0a"],
  ["a JPEG XL image: convert it to JPEG or PNG", "0000000c4a584c20"],
  ["a JPEG 2000 image: convert it to JPEG or PNG", "0000000c6a502020"],
  ["a JPEG 2000 image: convert it to JPEG or PNG", "ff4fff51"],
  ["a Photoshop file: export it as JPEG or PNG", "38425053"],
  ["a Radiance HDR image: export it with 8 bits", "233f52414449"],
  ["an OpenEXR image: export it with 8 bits", "762f3101"],
  ["a Windows icon: save it as PNG", "00000[12]00..00"],
  ["a PAM image: convert it to PNG", "5037(?:0a|20|0d)"],
  ["a PFM image of float samples: export it with 8 bits", "50[46]6(?:0a|20|0d)"],
  ["a GIMP file: export it as JPEG or PNG", "67696d7020786366"],
  ["a DirectDraw surface: convert it to PNG", "444453207c000000"],
  ["a FITS image: export it with 8 bits", "53494d504c452020"],
  ["a camera's raw file: export it as JPEG", "46554a4946494c4d"],
  ["a camera's raw file: export it as JPEG", "494955001800"],
];
const OTHERS: readonly [what: string, magic: string][] = [
  ["a PDF", "25504446"],
  ["an archive", "504b0304"],
  ["an archive", "1f8b"],
  ["an archive", "526172211a07"],
  ["an archive", "377abcaf271c"],
  ["a NumPy file", "934e554d5059"],
  ["an HDF5 file", "894844460d0a1a0a"],
  ["a video", "1a45dfa3"],
  ["a video", "52494646........41564920"],
];
const TEXTS: readonly [what: string, isImage: boolean, RegExp][] = [
  ["an SVG drawing: export it as PNG", true, /^\s*(?:<\?xml[^]*)?<svg[\s>]/i],
  ["a web page", false, /^\s*<(?:!doctype html|html|head|body)/i],
  [
    "a Git LFS pointer, the image itself was not fetched: run `git lfs pull`",
    true,
    /^version https:\/\/git-lfs/,
  ],
  ["a text file", false, /^[^\p{Cc}]*$/u],
];

/** P1 to P6 and a width; comments may lie between. */
const PNM = /^P[1-6](?:\s|#[^\n\r]*[\n\r])+\d/;

/**
 * What a file is, told by its first bytes, never by its name: an image that can be read, or in words
 * what it is instead and what to do about it.
 *
 * @param bytes The file, or its first `HEAD_BYTES`.
 */
export function fileKind(bytes: Uint8Array): FileKind {
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES));
  const hex = head.subarray(0, 16).toString("hex");
  const startsWith = ([, magic]: readonly [string, string]) => new RegExp(`^${magic}`).test(hex);
  const format = SUPPORTED.find(startsWith)?.[0];
  if (format) return { format };
  if (PNM.test(head.toString("latin1"))) return { format: "PNM" };
  if (head.length === 0) return { format: null, what: "empty", isImage: false };
  if (head.toString("latin1", 4, 8) === "ftyp") return mediaContainer(head);
  const image = OTHER_IMAGES.find(startsWith)?.[0];
  if (image) return { format: null, what: image, isImage: true };
  const other = OTHERS.find(startsWith)?.[0];
  if (other) return { format: null, what: other, isImage: false };
  if (head.every((byte) => byte === 0)) {
    return { format: null, what: "nothing but zeros", isImage: false };
  }
  const text = head.toString("latin1").replaceAll(/[\s\x80-\x9f]+/g, " ");
  const [what, isImage] = TEXTS.find(([, , pattern]) => pattern.test(text)) ?? [];
  return { format: null, what: what ?? "of no known image format", isImage: isImage ?? false };
}

/** AVIF, HEIC and videos share one container; the brands in its first box tell them apart. */
function mediaContainer(head: Buffer): FileKind {
  const brands = head.toString("latin1", 8, head.readUInt32BE()).match(/[^]{4}/g) ?? [];
  const has = (pattern: RegExp) => brands.some((brand) => pattern.test(brand));
  if (has(/^avi[fs]$/)) return { format: "AVIF" };
  const heic = "an HEIC image, as an iPhone takes them: convert it to JPEG";
  if (has(/^(?:hei[cxms]|hev[cmxs]|mif1|msf1)$/))
    return { format: null, what: heic, isImage: true };
  const raw = "a camera's raw file: export it as JPEG";
  if (has(/^crx $/)) return { format: null, what: raw, isImage: true };
  return { format: null, what: "a video", isImage: false };
}

/**
 * The format of an image.
 *
 * This is also the gate before the decoder: whatever is not on the list (SVG, PDF and other formats
 * with large parsers) never reaches it.
 *
 * @param bytes The file, or its first `HEAD_BYTES`.
 * @throws {UnreadableImage} saying what the file is instead.
 */
export function imageFormat(bytes: Uint8Array): ImageFormat {
  const kind = fileKind(bytes);
  if (kind.format) return kind.format;
  throw new UnreadableImage(bytes.length === 0 ? "the file is empty" : `it is ${kind.what}`);
}
