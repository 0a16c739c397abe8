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

export function outOfMemory(
  { count, imageSize }: { count: number; imageSize: number },
  remedy: string,
  cause?: unknown,
): AppError {
  const [needed, total] = [count * imageSize ** 2 * 3, totalMemory()].map(
    (bytes) => `${(bytes / 2 ** 30).toFixed(1)} GiB`,
  );
  return new AppError({
    code: "OUT_OF_MEMORY",
    message: `${count.toLocaleString("en")} images of ${imageSize} x ${imageSize} pixels need ${needed} of memory; this machine has ${total}.`,
    hint: `Lower ${remedy}.`,
    cause,
  });
}
