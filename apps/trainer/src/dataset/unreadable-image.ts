import { AppError } from "@graft/core/contract/errors";
import type { SkippedImage } from "./image-set.ts";
import { counted, quoted } from "./printable.ts";

/** Why one image cannot be used; `message` completes the sentence "The image was left out: ...". */
export class UnreadableImage extends Error {
  override readonly name = "UnreadableImage";
}

const SHOWN = 10;

/** The error for images that cannot be read: names up to ten of them, each with its reason. */
export function imagesUnreadable(bad: readonly SkippedImage[], total: number): AppError {
  const lines = bad.slice(0, SHOWN).map(({ source, reason }) => `  - ${quoted(source)}: ${reason}`);
  if (bad.length > SHOWN) lines.push(`  - and ${bad.length - SHOWN} more`);
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
