import sharp, { type Sharp } from "sharp";
import { type ImageFormat, imageFormat, isCutShort } from "./image-format.ts";
import { UnreadableImage } from "./unreadable-image.ts";

/** Part of every cache key: raise it whenever the same bytes would decode to other pixels. */
export const RECIPE = "upright, white below alpha, sRGB 8 bit, cover, centre, lanczos3; 1";

/** Width x height above which an image is refused before it is decoded (2^28 - 2^15 + 1). */
const MAX_PIXELS = 268_402_689;

export interface DecodedImage {
  /** sRGB, shape [height, width, 3]. */
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

// Each picture is read once, so an operation cache only holds memory; and a few pictures side by
// side with one thread each are faster than one picture at a time with several.
sharp.cache(false);
sharp.concurrency(1);

/**
 * Decodes an image file to S x S pixels: upright, alpha flattened on white, sRGB, 8 bit; the shorter
 * side is fitted (Lanczos, a = 3) and the centre kept. Of an animation, the first frame.
 *
 * @param bytes JPEG, PNG, WebP, GIF, AVIF or TIFF.
 * @returns The pixels, shape [S, S, 3], and the size of the upright original.
 * @throws {UnreadableImage}
 */
export async function decodeImage(bytes: Uint8Array, imageSize: number): Promise<DecodedImage> {
  return decode(bytes, (image) => cover(image, imageSize));
}

/**
 * Decodes an image file at its own size.
 *
 * @throws {UnreadableImage}
 */
export async function decodeFullSize(bytes: Uint8Array): Promise<DecodedImage> {
  return decode(bytes, (image) => image);
}

/**
 * Upright width and height from an image's header.
 *
 * @param image The bytes of the file, or its path.
 */
export async function readDimensions(
  image: Uint8Array | string,
): Promise<{ width: number; height: number }> {
  const { autoOrient } = await sharp(image, { limitInputPixels: MAX_PIXELS }).metadata();
  return { width: autoOrient.width, height: autoOrient.height };
}

/** Fits decoded sRGB pixels to S x S; they are returned as they are when they have that size. */
export async function fitPixels(image: DecodedImage, imageSize: number): Promise<Uint8Array> {
  const { pixels, width, height } = image;
  if (width === imageSize && height === imageSize) return pixels;
  return cover(sharp(pixels, { raw: { width, height, channels: 3 } }), imageSize)
    .raw()
    .toBuffer();
}

function cover(image: Sharp, imageSize: number): Sharp {
  return image.resize(imageSize, imageSize, {
    fit: "cover",
    position: "centre",
    kernel: "lanczos3",
    // The faster variant rounds the scale, which moves edges by up to a pixel.
    fastShrinkOnLoad: false,
  });
}

async function decode(bytes: Uint8Array, resize: (image: Sharp) => Sharp): Promise<DecodedImage> {
  const format = imageFormat(bytes);
  if (isCutShort(bytes, format)) throw new UnreadableImage(`the ${format} is cut short`);
  try {
    const { width, height } = await readDimensions(bytes);
    // "error" also refuses damaged data; "warning" would refuse harmless oddities of old cameras.
    const image = sharp(bytes, {
      autoOrient: true,
      failOn: "error",
      limitInputPixels: MAX_PIXELS,
    }).flatten({ background: "#ffffff" });
    const pixels = await resize(image).toColourspace("srgb").raw().toBuffer();
    return { pixels, width, height };
  } catch (error) {
    throw new UnreadableImage(decoderFault(error, format), { cause: error });
  }
}

function decoderFault(error: unknown, format: ImageFormat): string {
  const text = error instanceof Error ? error.message : String(error);
  if (text.includes("exceeds pixel limit")) return "it has more than 268 million pixels";
  if (/premature end|truncat|bad seek|unable to parse|no frames/i.test(text)) {
    return `the ${format} is cut short or damaged`;
  }
  const detail = text
    .replace("Input buffer has corrupt header:", "")
    .replaceAll(/\s+/g, " ")
    .trim();
  return `the ${format} cannot be decoded (${detail.slice(0, 120) || "damaged header"})`;
}
