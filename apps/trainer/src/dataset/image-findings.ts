import { AppError } from "@graft/core/contract/errors";
import { counted, quoted } from "../messages.ts";

/**
 * What decoding found odd about an image that can still be used, in words that follow "3 images are"
 * or "1 image is".
 */
export const IMAGE_FINDINGS = {
  flat: "nothing but one colour",
  damaged: "damaged, with a part made up by the decoder",
  tiny: "fewer than 8 pixels wide or high",
  "extreme-shape": "more than 20 times as long as wide, so that little is left of a square crop",
  "narrow-range": "almost black, with 16-bit samples below a sixteenth of the range",
  "extra-bands": "reduced to the colour bands of more, such as infrared",
  "first-of-many": "only the first of several frames or pages",
} as const;

export type ImageFinding = keyof typeof IMAGE_FINDINGS;

/** Smaller ones hold hardly anything; the digits of a classic data set have 8 x 8 pixels. */
const FEW_PIXELS = 8;
const EXTREME_RATIO = 20;
/** Levels by which the pixels of one colour may differ: compression leaves a little noise. */
const FLAT_SPAN = 3;
/** Pixels that are looked at; of a larger image, every other one or fewer. */
const MOST_PROBED = 2 ** 22;
const SHOWN = 3;

/** What the size alone says. */
export function oddSize({ width, height }: { width: number; height: number }): ImageFinding[] {
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  const found: ImageFinding[] = [];
  if (short < FEW_PIXELS) found.push("tiny");
  if (long > EXTREME_RATIO * short) found.push("extreme-shape");
  return found;
}

/** Whether RGB pixels are all of one colour; of most images, a few pixels tell. */
export function isFlat(pixels: Uint8Array): boolean {
  const step = 3 * Math.ceil(pixels.length / 3 / MOST_PROBED);
  for (let channel = 0; channel < 3; channel++) {
    let low = 255;
    let high = 0;
    for (let at = channel; at < pixels.length; at += step) {
      const value = pixels[at]!;
      if (value < low) low = value;
      if (value > high) high = value;
      if (high - low > FLAT_SPAN) return false;
    }
  }
  return true;
}

/** One sentence for each kind of finding: how many images have it, and the first few by name. */
export function warnOfFindings(
  images: readonly { source: string; findings?: readonly ImageFinding[] }[],
): string[] {
  const kinds = Object.keys(IMAGE_FINDINGS) as ImageFinding[];
  return kinds.flatMap((kind) => {
    const found = images.filter(({ findings }) => findings?.includes(kind));
    if (found.length === 0) return [];
    const names = found.slice(0, SHOWN).map(({ source }) => quoted(source));
    if (found.length > SHOWN) names.push(`and ${found.length - SHOWN} more`);
    const are = found.length === 1 ? "is" : "are";
    return `${counted(found.length, "image")} ${are} ${IMAGE_FINDINGS[kind]}: ${names.join(", ")}.`;
  });
}

/** Why one image cannot be used; `message` completes the sentence "The image was left out: ...". */
export class UnreadableImage extends Error {
  override readonly name = "UnreadableImage";
}

const MOST_NAMED = 10;

/** The error for images that cannot be read: names up to ten of them, each with its reason. */
export function imagesUnreadable(bad: readonly SkippedImage[], total: number): AppError {
  const lines = bad
    .slice(0, MOST_NAMED)
    .map(({ source, reason }) => `  - ${quoted(source)}: ${reason}`);
  if (bad.length > MOST_NAMED) lines.push(`  - and ${bad.length - MOST_NAMED} more`);
  return new AppError({
    code: "IMAGE_UNREADABLE",
    message: `${bad.length} of ${counted(total, "image")} cannot be read:\n${lines.join("\n")}`,
    hint: 'Repair or remove them, or set "onBadImage": "skip" in the data set to leave them out (they are counted in the run).',
  });
}

/** What went wrong when a file was opened or read, in words. */
export function fileFault(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case "ENOENT":
    case "ENOTDIR":
      return "there is no such file";
    case "EACCES":
    case "EPERM":
      return "it may not be read (permissions)";
    case "ELOOP":
      return "it is a link that leads to itself";
    case "EISDIR":
      return "it is a folder";
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

/** An image that was left out, and why. */
export interface SkippedImage {
  readonly source: string;
  readonly reason: string;
}
