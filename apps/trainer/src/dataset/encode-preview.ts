import { AppError } from "@graft/core/contract/errors";
import sharp from "sharp";
import type { ImageSet } from "./image-set.ts";

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
