import { plural } from "@graft/core/analysis/format";
import { AppError } from "@graft/core/contract/errors";
import { totalMemory } from "../../engine/total-memory.ts";

/** The rest is for the system, the net and the program itself. */
const SHARE = 0.8;

/**
 * Checks that decoded images can be held in this machine's memory: the system promises more than it has,
 * and ends the process once that is used.
 *
 * @param remedy What to make smaller.
 * @throws {AppError} OUT_OF_MEMORY.
 */
export function requireMemory(
  { count, imageSize }: { count: number; imageSize: number },
  remedy: string,
): void {
  const bytes = count * imageSize ** 2 * 3;
  if (bytes <= SHARE * totalMemory()) return;
  throw outOfMemory({ count, imageSize }, remedy);
}

/**
 * The same for vectors of float32 that a method makes of the images.
 *
 * @param columns Numbers per image.
 * @throws {AppError} OUT_OF_MEMORY.
 */
export function requireVectorMemory(
  { count, columns }: { count: number; columns: number },
  remedy: string,
): void {
  const bytes = 4 * count * columns;
  if (bytes <= SHARE * totalMemory()) return;
  throw new AppError({
    code: "OUT_OF_MEMORY",
    message: `${plural(count, "vector")} of ${plural(columns, "number")} need ${inGiB(bytes)} of memory; this machine has ${inGiB(totalMemory())}.`,
    hint: `Lower ${remedy}.`,
  });
}

function inGiB(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}

export function outOfMemory(
  { count, imageSize }: { count: number; imageSize: number },
  remedy: string,
  cause?: unknown,
): AppError {
  const [needed, total] = [count * imageSize ** 2 * 3, totalMemory()].map(inGiB);
  return new AppError({
    code: "OUT_OF_MEMORY",
    message: `${count.toLocaleString("en")} images of ${imageSize} x ${imageSize} pixels need ${needed} of memory; this machine has ${total}.`,
    hint: `Lower ${remedy}.`,
    cause,
  });
}
