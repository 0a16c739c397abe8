import { UnreadableImage } from "../image-findings.ts";

/** How the samples of a TIFF become colours. */
export interface TiffPlan {
  /**
   * "display": integers of up to 16 bits, which have a defined black and white;
   * "measured": 32-bit numbers, shown between the two limits of `range`.
   */
  readonly samples: "display" | "measured";
  /** Black and white of measured samples; null where the file does not say. */
  readonly range: readonly [black: number, white: number] | null;
  readonly isFloat: boolean;
  readonly alpha: boolean;
  /** Bands beyond colour that are not alpha, such as infrared. */
  readonly extraBands: number;
}

type Tags = ReadonlyMap<number, readonly number[]>;

const TAG = {
  subfileType: 254,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  samplesPerPixel: 277,
  extraSamples: 338,
  sampleFormat: 339,
  lowest: 340,
  highest: 341,
  dngVersion: 50_706,
} as const;

const UNSIGNED = 1;
const SIGNED = 2;
const FLOAT = 3;

/** Bands that carry colour, by photometric interpretation; other interpretations are refused. */
const COLOR_BANDS: Readonly<Record<number, number>> = { 0: 1, 1: 1, 2: 3, 3: 1, 5: 4, 6: 3 };
const WHITE_IS_ZERO = 0;
const BLACK_IS_ZERO = 1;
const YCBCR = 6;
const REFUSED: Readonly<Record<number, string>> = {
  4: "it is a transparency mask",
  8: "its colours are CIELab, which is not read",
  9: "its colours are CIELab, which is not read",
  10: "its colours are CIELab, which is not read",
  32_803: "it is raw data of a camera's sensor",
  32_844: "its values are logarithmic (LogLuv), which is not read",
  32_845: "its values are logarithmic (LogLuv), which is not read",
  34_892: "it is raw data of a camera's sensor",
};
/** JPEG inside TIFF, old and new: the decoder converts YCbCr itself. */
const JPEG_COMPRESSIONS = new Set([6, 7]);

/**
 * Reads how a TIFF's first image is stored (TIFF 6.0; BigTIFF too), and decides what can be shown of it.
 *
 * The decoder alone takes every further band for alpha, casts 32-bit samples to bytes, and shows the
 * preview inside a camera's raw file: all of it wrong without a word.
 *
 * @throws {UnreadableImage} where the samples have no defined display value.
 */
export function planTiff(bytes: Uint8Array): TiffPlan {
  const tags = readTags(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const first = (tag: number, absent: number) => tags.get(tag)?.[0] ?? absent;
  const isReduced = (first(TAG.subfileType, 0) & 1) === 1;
  if (tags.has(TAG.dngVersion) || isReduced || Buffer.from(bytes.subarray(8, 10)).equals(CR2)) {
    throw new UnreadableImage(
      "it is a camera's raw file, or holds a preview only: export it as JPEG",
    );
  }
  const photometric = first(TAG.photometric, BLACK_IS_ZERO);
  const colorBands = COLOR_BANDS[photometric];
  if (colorBands === undefined) {
    const reason = REFUSED[photometric] ?? `its colours are of an unknown kind (${photometric})`;
    throw new UnreadableImage(reason);
  }
  if (photometric === YCBCR && !JPEG_COMPRESSIONS.has(first(TAG.compression, 1))) {
    throw new UnreadableImage("its colours are YCbCr without JPEG compression, which is not read");
  }
  const bands = first(TAG.samplesPerPixel, 1);
  const extra = bands - colorBands;
  if (extra < 0) throw new UnreadableImage(`it has ${bands} of ${colorBands} colour bands`);
  if (colorBands === 1 && bands > 2) {
    throw new UnreadableImage(
      `it has ${bands} bands, and none is said to be red, green or blue: save the three to use as RGB`,
    );
  }
  // 1 and 2 are alpha, premultiplied or not; 0, or no tag, is a band of unspecified meaning.
  const alphas = (tags.get(TAG.extraSamples) ?? []).filter(
    (kind) => kind === 1 || kind === 2,
  ).length;
  if (alphas > 0 && extra > 1) {
    throw new UnreadableImage(
      `it has ${extra} bands beyond colour, one of them alpha: save it as RGB`,
    );
  }
  const format = first(TAG.sampleFormat, UNSIGNED);
  const bits = first(TAG.bitsPerSample, 1);
  const isMeasured = requireSamples({ format, bits, photometric });
  const lowest = tags.get(TAG.lowest)?.[0];
  const highest = tags.get(TAG.highest)?.[0];
  const hasRange = lowest !== undefined && highest !== undefined && lowest < highest;
  return {
    samples: isMeasured ? "measured" : "display",
    range: hasRange ? [lowest, highest] : null,
    isFloat: format === FLOAT,
    alpha: alphas > 0,
    extraBands: extra - alphas,
  };
}

const CR2 = Buffer.from("CR");

/** Whether the samples are measured values; refuses those that cannot be shown at all. */
function requireSamples(stored: { format: number; bits: number; photometric: number }): boolean {
  const { format, bits, photometric } = stored;
  if (format === UNSIGNED && bits <= 16) return false;
  const kind = { [UNSIGNED]: "integer", [SIGNED]: "signed integer", [FLOAT]: "float" }[format];
  const isRead = kind !== undefined && bits === 32 && photometric !== WHITE_IS_ZERO;
  if (isRead) return true;
  throw new UnreadableImage(
    `it has ${bits}-bit ${kind ?? "complex"} samples, for which no black and white are defined: save it with 8 bits`,
  );
}

type Reader = (view: DataView, at: number, little: boolean) => number;

/** Size in bytes and reader of each type of number. */
const TYPES: Readonly<Record<number, readonly [size: number, read: Reader]>> = {
  1: [1, (view, at) => view.getUint8(at)],
  3: [2, (view, at, little) => view.getUint16(at, little)],
  4: [4, (view, at, little) => view.getUint32(at, little)],
  6: [1, (view, at) => view.getInt8(at)],
  8: [2, (view, at, little) => view.getInt16(at, little)],
  9: [4, (view, at, little) => view.getInt32(at, little)],
  11: [4, (view, at, little) => view.getFloat32(at, little)],
  12: [8, (view, at, little) => view.getFloat64(at, little)],
  13: [4, (view, at, little) => view.getUint32(at, little)],
  16: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
};
/** More values than any tag above has; a hostile count costs nothing. */
const MAX_VALUES = 64;

/** The first directory's tags that hold numbers. */
function readTags(file: Buffer): Tags {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const little = file[0] === 0x49;
  const isBig = view.getUint16(2, little) === 43;
  const word = (at: number) =>
    isBig ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little);
  const wordSize = isBig ? 8 : 4;
  const tags = new Map<number, readonly number[]>();
  try {
    const directory = word(isBig ? 8 : 4);
    const count = isBig
      ? Number(view.getBigUint64(directory, little))
      : view.getUint16(directory, little);
    const entries = directory + (isBig ? 8 : 2);
    for (let i = 0; i < Math.min(count, 4096); i++) {
      const at = entries + i * (4 + 2 * wordSize);
      const tag = view.getUint16(at, little);
      const type = TYPES[view.getUint16(at + 2, little)];
      const length = word(at + 4);
      if (!type || length === 0 || length > MAX_VALUES) continue;
      const inline = at + 4 + wordSize;
      const [size, read] = type;
      const values = size * length <= wordSize ? inline : word(inline);
      tags.set(
        tag,
        Array.from({ length }, (_, k) => read(view, values + k * size, little)),
      );
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UnreadableImage("the TIFF is cut short or damaged", { cause: error });
  }
  return tags;
}
