import { AppError } from "@graft/core/contract/errors";
import sharp, { type Sharp } from "sharp";
import { applyCurves, type ColorProfile, readProfile } from "./decode/color-profile.ts";
import {
  decoderFault,
  hasLostBlock,
  isCutShort,
  MAX_PIXELS,
  memoryOf,
  readHeader,
  tellsOfLoss,
} from "./decode/image-header.ts";
import { MemoryBudget } from "./decode/memory-budget.ts";
import type { ImageHeader } from "./decode/plain-formats.ts";
import { isPlain, readPlain, showMeasured } from "./decode/plain-formats.ts";
import type { RgbImage } from "./decode/resample.ts";
import { type ImageFinding, isFlat, oddSize, UnreadableImage } from "./image-findings.ts";
import { imageFormat } from "./image-format.ts";
import type { ImageSet } from "./image-set.ts";

/** Part of every cache key: raise it whenever the same bytes would decode to other pixels. */
export const RECIPE = "upright, white below alpha, sRGB 8 bit, cover, centre, Pillow's Lanczos; 2";

/** An image at its own size: upright, sRGB, 8 bit, alpha flattened on white. */
export interface DecodedImage extends RgbImage {
  readonly findings: readonly ImageFinding[];
}

/** What all images that are being decoded may take together. */
const memory = new MemoryBudget(2 ** 30);

// Each image is read once, so an operation cache only holds memory; and a few images side by side with
// one thread each are faster than one image at a time with several.
sharp.cache(false);
sharp.concurrency(1);

/**
 * Decodes an image file and hands it to `use`. Of an animation or several pages, the first.
 *
 * All decoders of this process share a limit on memory: one starts when what its header says it needs
 * is free, and gives it back when `use` has ended.
 *
 * @throws {UnreadableImage} and what `use` throws.
 */
export async function decodeImage<Result>(
  bytes: Uint8Array,
  use: (image: DecodedImage) => Promise<Result> | Result,
): Promise<Result> {
  const format = imageFormat(bytes);
  if (isCutShort(bytes, format)) throw new UnreadableImage(`the ${format} is cut short`);
  const header = await readHeader(bytes, format);
  return memory.hold(memoryOf(header), async () => use(await decode(bytes, header)));
}

async function decode(bytes: Uint8Array, header: ImageHeader): Promise<DecodedImage> {
  const { width, height, format, plan } = header;
  const findings = oddSize(header);
  if ((plan?.extraBands ?? 0) > 0) findings.push("extra-bands");
  if (header.pages > 1) findings.push("first-of-many");
  const { pixels, isDamaged } = await decodePixels(bytes, header);
  if (isDamaged || (format === "WebP" && hasLostBlock(bytes))) findings.push("damaged");
  if (isFlat(pixels)) findings.push("flat");
  else if (header.depth === "ushort" && pixels.every((value) => value < 16)) {
    findings.push("narrow-range");
  }
  return { pixels, width, height, findings };
}

/** Decodes strictly; where only a warning is in the way, once more ignoring it. */
async function decodePixels(
  bytes: Uint8Array,
  header: ImageHeader,
): Promise<{ pixels: Uint8Array; isDamaged: boolean }> {
  const { format } = header;
  if (isPlain(format)) return { pixels: await readPlain(bytes, format), isDamaged: false };
  // Warnings about TIFFs are about tags that the decoder does not know.
  if (format === "TIFF")
    return { pixels: await decodeWith("error", bytes, header), isDamaged: false };
  try {
    return { pixels: await decodeWith("warning", bytes, header), isDamaged: false };
  } catch (warning) {
    const pixels = await decodeWith("error", bytes, header);
    const cause = warning instanceof UnreadableImage ? warning.cause : null;
    return { pixels, isDamaged: cause instanceof Error && tellsOfLoss(cause.message) };
  }
}

async function decodeWith(
  failOn: "warning" | "error",
  bytes: Uint8Array,
  header: ImageHeader,
): Promise<Uint8Array> {
  const open = (ignoreIcc: boolean) =>
    sharp(bytes, { autoOrient: true, failOn, limitInputPixels: MAX_PIXELS, ignoreIcc });
  try {
    if (header.plan?.samples === "measured") return await showMeasured(open(true), header);
    const profile = profileOf(header);
    if (profile.kind === "curves" && header.depth === "ushort") {
      return await decodeDeep(open(true), header, profile);
    }
    if (profile.kind === "tables" && header.depth === "ushort") {
      // The decoder's colour management is right for 8 bits; an 8-bit copy keeps the profile.
      const space = header.space === "grey16" ? "b-w" : "srgb";
      const copy = await open(true).keepIccProfile().toColourspace(space).png(FAST).toBuffer();
      return await onWhite(sharp(copy, { limitInputPixels: MAX_PIXELS }), header);
    }
    return await onWhite(open(profile.kind !== "curves" && profile.kind !== "tables"), header);
  } catch (error) {
    if (error instanceof UnreadableImage) throw error;
    throw new UnreadableImage(decoderFault(error, header.format), { cause: error });
  }
}

const FAST = { compressionLevel: 0 } as const;

/** The colours of the file; images in print colours are left to the decoder, with or without profile. */
function profileOf({ icc, space }: ImageHeader): ColorProfile {
  if (space === "cmyk") return { kind: "tables" };
  if (!icc) return { kind: "srgb" };
  return readProfile(icc, space === "b-w" || space === "grey16" ? "GRAY" : "RGB");
}

async function onWhite(image: Sharp, { hasAlpha, plan }: ImageHeader): Promise<Uint8Array> {
  const isOpaque = plan ? !plan.alpha : !hasAlpha;
  const flat = isOpaque ? image.removeAlpha() : image.flatten({ background: "#ffffff" });
  return flat.toColourspace("srgb").raw().toBuffer();
}

/** Applies a profile to 16 bits, then lays the result on white. */
async function decodeDeep(
  image: Sharp,
  header: ImageHeader,
  profile: ColorProfile & { kind: "curves" },
): Promise<Uint8Array> {
  const raw = image.toColourspace("rgb16").raw({ depth: "ushort" });
  const { data, info } = await raw.toBuffer({ resolveWithObject: true });
  const samples = new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
  const { channels } = info;
  const pixels = new Uint8Array(header.width * header.height * 3);
  await applyCurves(profile, { samples, channels, into: pixels });
  const hasAlpha = header.plan ? header.plan.alpha : header.hasAlpha;
  if (!hasAlpha) return pixels;
  for (let at = 0; at < pixels.length; at++) {
    const alpha = samples[Math.floor(at / 3) * channels + channels - 1]! / 65_535;
    pixels[at] = Math.round(pixels[at]! * alpha + 255 * (1 - alpha));
  }
  return pixels;
}

/**
 * The decoded image at `position` (0-based) as WebP of S x S pixels, quality 82.
 *
 * @throws {AppError} OUT_OF_RANGE.
 */
export async function encodePreview(
  set: Pick<ImageSet, "imageSize" | "pixels">,
  position: number,
): Promise<Uint8Array> {
  const { imageSize: side, pixels } = set;
  const length = side * side * 3;
  if (!Number.isInteger(position) || position < 0 || (position + 1) * length > pixels.length) {
    throw new AppError({
      code: "OUT_OF_RANGE",
      message: `There is no image at position ${position} of ${pixels.length / length}.`,
      hint: "Positions count from 0.",
    });
  }
  const image = pixels.subarray(position * length, (position + 1) * length);
  return sharp(image, { raw: { width: side, height: side, channels: 3 } })
    .webp({ quality: 82 })
    .toBuffer();
}
