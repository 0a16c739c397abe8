import { counted, quoted } from "./printable.ts";

/**
 * What decoding found odd about an image that can still be used, with the words for a count of such
 * images: "3 images are one flat colour".
 */
export const IMAGE_FINDINGS = {
  flat: "one flat colour",
  damaged: "damaged: some of the data is lost, the decoder made up the rest",
  tiny: "smaller than 8 x 8 pixels",
  "extreme-shape": "more than 20 times as long as wide: a square crop keeps less than a twentieth",
  "narrow-range":
    "almost black: 16-bit samples that use less than a sixteenth of the range (12-bit data that was not scaled up)",
  "extra-bands": "shown by their first three bands; the file has more, and they are not alpha",
  "first-of-many": "animations or files of several pages; only the first one is used",
} as const;

export type ImageFinding = keyof typeof IMAGE_FINDINGS;

const SHOWN = 3;

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
    const verb = found.length === 1 ? "is" : "are";
    return `${counted(found.length, "image")} ${verb} ${IMAGE_FINDINGS[kind]} (${names.join(", ")}).`;
  });
}
