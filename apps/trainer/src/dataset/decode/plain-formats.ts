import { setImmediate } from "node:timers/promises";
import type { Sharp } from "sharp";
import { UnreadableImage } from "../image-findings.ts";
import type { ImageFormat } from "../image-format.ts";
import type { TiffPlan } from "./tiff-layout.ts";

// BMP and the PNM family (PBM, PGM, PPM): uncompressed formats that sharp's build leaves out, and that
// classic data sets come in. The small libraries for them trust the sizes that a file claims.

/** Pixels read between two chances for others to run: about 50 ms. */
const PIECE = 2 ** 20;

type PlainFormat = "BMP" | "PNM";

/** Where the pixels lie and how to read one. */
interface Plain {
  readonly width: number;
  readonly height: number;
  /** Alpha, red, green and blue of a pixel, a byte each from the highest. */
  readonly read: (x: number, y: number) => number;
  readonly hasAlpha: boolean;
}

export function isPlain(format: ImageFormat): format is PlainFormat {
  return format === "BMP" || format === "PNM";
}

/** @throws {UnreadableImage} */
export function plainHeader(bytes: Uint8Array, format: PlainFormat): ImageHeader {
  const { width, height, hasAlpha } = open(bytes, format);
  const common = { space: "srgb", depth: "uchar", pages: 1, icc: null, plan: null } as const;
  return { format, width, height, channels: hasAlpha ? 4 : 3, hasAlpha, ...common };
}

/**
 * RGB, 8 bit, shape [height, width, 3]; alpha on white.
 *
 * @throws {UnreadableImage}
 */
export async function readPlain(bytes: Uint8Array, format: PlainFormat): Promise<Uint8Array> {
  const { width, height, read, hasAlpha } = open(bytes, format);
  const pixels = new Uint8Array(width * height * 3);
  const alphas = hasAlpha ? new Uint8Array(width * height) : null;
  const rowsAtOnce = Math.ceil(PIECE / width);
  for (let y = 0; y < height; y++) {
    if (y % rowsAtOnce === 0) await setImmediate();
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const color = read(x, y);
      pixels[at * 3] = color >>> 16;
      pixels[at * 3 + 1] = color >>> 8;
      pixels[at * 3 + 2] = color;
      if (alphas) alphas[at] = color >>> 24;
    }
  }
  // Programs that know no alpha leave it 0 everywhere.
  if (!alphas?.some((alpha) => alpha > 0)) return pixels;
  return pixels.map((value, i) => {
    const alpha = alphas[Math.floor(i / 3)]! / 255;
    return Math.round(value * alpha + 255 * (1 - alpha));
  });
}

function open(bytes: Uint8Array, format: PlainFormat): Plain {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return format === "BMP" ? openBmp(file) : openPnm(file);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw cutShort(format);
  }
}

function cutShort(format: PlainFormat): UnreadableImage {
  return new UnreadableImage(`the ${format} is cut short`);
}

function opaque(red: number, green: number, blue: number): number {
  return 0xff00_0000 | (red << 16) | (green << 8) | blue;
}

/** Windows and OS/2 bitmaps without compression: 1, 4 or 8 bits with a palette; 16, 24 or 32 bits. */
function openBmp(file: Buffer): Plain {
  const start = file.readUInt32LE(10);
  const headerSize = file.readUInt32LE(14);
  const isOs2 = headerSize === 12;
  const width = isOs2 ? file.readUInt16LE(18) : file.readInt32LE(18);
  const signedHeight = isOs2 ? file.readUInt16LE(20) : file.readInt32LE(22);
  const bits = file.readUInt16LE(isOs2 ? 24 : 28);
  const compression = isOs2 ? 0 : file.readUInt32LE(30);
  const height = Math.abs(signedHeight);
  if (![0, 3, 6].includes(compression)) throw new UnreadableImage("it is a compressed BMP image");
  if (width <= 0 || height === 0 || ![1, 4, 8, 16, 24, 32].includes(bits)) {
    throw new UnreadableImage("the BMP has a damaged header");
  }
  const stride = Math.ceil((width * bits) / 32) * 4;
  if (start + stride * (height - 1) + Math.ceil((width * bits) / 8) > file.length) {
    throw cutShort("BMP");
  }
  const lineAt = (y: number) => start + stride * (signedHeight < 0 ? y : height - 1 - y);
  if (bits <= 8) {
    const entry = isOs2 ? 3 : 4;
    const palette = file.subarray(14 + headerSize, start);
    const read = (x: number, y: number) => {
      const byte = file[lineAt(y) + Math.floor((x * bits) / 8)]!;
      const at = ((byte >> (8 - bits - ((x * bits) % 8))) & (2 ** bits - 1)) * entry;
      return opaque(palette[at + 2] ?? 0, palette[at + 1] ?? 0, palette[at] ?? 0);
    };
    return { width, height, read, hasAlpha: false };
  }
  if (bits === 24) {
    const read = (x: number, y: number) => {
      const at = lineAt(y) + x * 3;
      return opaque(file[at + 2]!, file[at + 1]!, file[at]!);
    };
    return { width, height, read, hasAlpha: false };
  }
  const masks = bmpMasks(file, { bits, compression, headerSize });
  const read = (x: number, y: number) => {
    const at = lineAt(y) + (x * bits) / 8;
    const value = bits === 16 ? file.readUInt16LE(at) : file.readUInt32LE(at);
    const [red, green, blue, alpha] = masks.map((mask) => masked(value, mask));
    return (alpha! << 24) | (red! << 16) | (green! << 8) | blue!;
  };
  return { width, height, read, hasAlpha: masks[3] !== 0 };
}

/** Which bits are red, green, blue and alpha. */
function bmpMasks(
  file: Buffer,
  { bits, compression, headerSize }: { bits: number; compression: number; headerSize: number },
): number[] {
  if (compression === 0)
    return bits === 16 ? [0x7c00, 0x3e0, 0x1f, 0] : [0xff0000, 0xff00, 0xff, 0];
  const hasAlpha = compression === 6 || headerSize >= 56;
  return [54, 58, 62]
    .map((at) => file.readUInt32LE(at))
    .concat(hasAlpha ? file.readUInt32LE(66) : 0);
}

/** The bits of a mask, brought to [0, 255]; 255 for no mask. */
function masked(value: number, mask: number): number {
  if (mask === 0) return 255;
  const lowest = mask & -mask;
  return Math.round(
    (((value & mask) >>> 0) / (lowest >>> 0) / ((mask >>> 0) / (lowest >>> 0))) * 255,
  );
}

/** PBM, PGM and PPM, as text or binary, up to 16 bits (Netpbm's manual). */
function openPnm(file: Buffer): Plain {
  const kind = Number(String.fromCharCode(file.readUInt8(1)));
  const isBitmap = kind === 1 || kind === 4;
  const channels = kind === 3 || kind === 6 ? 3 : 1;
  const tokens = pnmNumbers(file, isBitmap ? 2 : 3);
  const [width = 0, height = 0, maximum = 1] = tokens.numbers;
  if (width <= 0 || height <= 0 || maximum <= 0 || maximum > 65_535) {
    throw new UnreadableImage("the PNM has a damaged header");
  }
  const count = width * height * channels;
  const from = (sample: (i: number) => number): Plain["read"] => {
    const level = (i: number) => Math.round((255 * Math.min(sample(i), maximum)) / maximum);
    if (channels === 3) {
      return (x, y) => {
        const i = (y * width + x) * 3;
        return opaque(level(i), level(i + 1), level(i + 2));
      };
    }
    return (x, y) => {
      const grey = level(y * width + x);
      return opaque(grey, grey, grey);
    };
  };
  const common = { width, height, hasAlpha: false };
  if (kind <= 3) return { ...common, read: from(pnmText(file, { ...tokens, count, isBitmap })) };
  // One white space after the header, then the pixels.
  const start = tokens.end + 1;
  const bytesPerRow = Math.ceil(width / 8);
  const isWide = maximum > 255;
  const length = isBitmap ? bytesPerRow * height : count * (isWide ? 2 : 1);
  if (start + length > file.length) throw cutShort("PNM");
  const bit = (i: number) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return 1 - ((file[start + y * bytesPerRow + (x >> 3)]! >> (7 - (x & 7))) & 1); // 1 is black
  };
  const sample = (i: number) => (isWide ? file.readUInt16BE(start + 2 * i) : file[start + i]!);
  return { ...common, read: from(isBitmap ? bit : sample) };
}

/** The first numbers behind the magic; a `#` begins a comment. `end` is where the last one ends. */
function pnmNumbers(file: Buffer, count: number): { numbers: number[]; end: number } {
  const head = file.toString("latin1", 0, 4096);
  const pattern = /(?:\s|#[^\n\r]*[\n\r])+(\d+)/y;
  pattern.lastIndex = 2;
  const numbers = Array.from({ length: count }, () => Number(pattern.exec(head)?.[1] ?? 0));
  return { numbers, end: pattern.lastIndex };
}

/** Values written as text; those of a bitmap need no space between them. */
function pnmText(
  file: Buffer,
  { end, count, isBitmap }: { end: number; count: number; isBitmap: boolean },
): (i: number) => number {
  if (file.length - end < count) throw cutShort("PNM"); // before room is made for what the header claims
  const text = file.toString("latin1", end).replaceAll(/#[^\n\r]*/g, "");
  const values = text.match(isBitmap ? /[01]/g : /\d+/g) ?? [];
  if (values.length < count) throw cutShort("PNM");
  return (i) => (isBitmap ? 1 - Number(values[i]) : Number(values[i]));
}

/**
 * Shows 32-bit samples (float or integer TIFF): black and white are what the file says
 * (SMinSampleValue, SMaxSampleValue); of floats, otherwise 0 and 1 where all values lie between them.
 *
 * @param image Opened without colour management.
 * @returns RGB, 8 bit, on white where there is alpha.
 * @throws {UnreadableImage} where nothing says which values are black and white: a guess from the values
 *   would show each image of a data set at another scale.
 */
export async function showMeasured(image: Sharp, header: ImageHeader): Promise<Uint8Array> {
  const { plan, width, height, icc } = header;
  if (icc)
    throw new UnreadableImage("it has 32-bit samples with a colour profile: save it with 8 bits");
  // In its own colour space nothing is scaled or encoded.
  const raw = image.toColourspace(header.space).raw({ depth: "float" });
  const { data, info } = await raw.toBuffer({ resolveWithObject: true });
  const samples = new Float32Array(data.buffer, data.byteOffset, data.length / 4);
  const { channels } = info;
  const colors = channels >= 3 ? 3 : 1;
  const [low, high] = extremes(samples, { channels, colors });
  const [black, white] = plan?.range ?? rangeOf(low, high, plan?.isFloat ?? false);
  const scale = 1 / (white - black);
  const pixels = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const at = pixel * channels;
    const alpha = plan?.alpha ? limited((samples[at + colors]! - black) * scale) : 1;
    for (let c = 0; c < 3; c++) {
      const value = limited((samples[at + (colors === 3 ? c : 0)]! - black) * scale);
      pixels[pixel * 3 + c] = Math.round(255 * (value * alpha + 1 - alpha));
    }
  }
  return pixels;
}

/** Lowest and highest colour. */
function extremes(
  samples: Float32Array,
  { channels, colors }: { channels: number; colors: number },
): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < samples.length; at++) {
    if (at % channels >= colors) continue;
    const value = samples[at]!;
    if (!Number.isFinite(value)) throw new UnreadableImage("it has samples that are not numbers");
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

function rangeOf(low: number, high: number, isFloat: boolean): readonly [number, number] {
  if (isFloat && low >= 0 && high <= 1) return [0, 1];
  const kind = isFloat ? "float" : "integer";
  throw new UnreadableImage(
    `it has 32-bit ${kind} samples from ${shown(low)} to ${shown(high)}, and nothing says which value is black and which is white: save it with 8 bits`,
  );
}

function limited(value: number): number {
  return value > 0 ? Math.min(1, value) : 0;
}

function shown(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** What is known of an image before any of its pixels is decoded. */
export interface ImageHeader {
  readonly format: ImageFormat;
  /** After EXIF orientation, in pixels. */
  readonly width: number;
  readonly height: number;
  /** libvips' names: "srgb", "b-w", "rgb16", "grey16", "cmyk", "scrgb". */
  readonly space: string;
  /** libvips' names: "uchar", "ushort", "float", "int", "uint". */
  readonly depth: string;
  /** Bands in the file, alpha included. */
  readonly channels: number;
  readonly hasAlpha: boolean;
  readonly pages: number;
  readonly icc: Uint8Array | null;
  /** Of a TIFF only. */
  readonly plan: TiffPlan | null;
}
