import { AppError } from "@graft/core/errors";
import { quoted } from "./printable.ts";

const MAX_LENGTH = 200;
const MAX_CLASSES = 1000;

/**
 * A class name as it is stored and shown: Unicode NFC without space around it, so that a name typed
 * on one system and a folder made on another are one class.
 *
 * @param where Where the name stands, for the message.
 * @throws {AppError} DATASET_INVALID when it is empty, too long or holds control characters.
 */
export function cleanClassName(name: string, where: string): string {
  const clean = name.normalize("NFC").trim();
  let fault: string | null = null;
  if (clean === "") fault = "is empty";
  else if (clean.length > MAX_LENGTH) fault = `has ${clean.length} characters`;
  else if (/\p{Cc}/u.test(clean)) fault = "holds control characters";
  if (fault === null) return clean;
  throw new AppError({
    code: "DATASET_INVALID",
    message: `The class name ${quoted(clean.slice(0, 60))} ${fault} (${where}).`,
    hint: `A class name has 1 to ${MAX_LENGTH} printable characters.`,
  });
}

/** Order by code points: the same on every machine, whatever its language settings. */
export function byCodePoint(a: string, b: string): number {
  // UTF-8 keeps the order of code points; UTF-16, which `<` compares, does not.
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/**
 * The classes of a set in the order of their label indices.
 *
 * @throws {AppError} TOO_FEW_CLASSES or DATASET_INVALID.
 */
export function listClasses(labels: Iterable<string>, where: string): string[] {
  const classes = [...new Set(labels)].sort(byCodePoint);
  if (classes.length < 2) {
    throw new AppError({
      code: "TOO_FEW_CLASSES",
      message: `${where} has only one class, ${quoted(classes[0] ?? "")}; there is nothing to tell apart.`,
      hint: "A data set needs images of at least two classes.",
    });
  }
  if (classes.length > MAX_CLASSES) {
    throw new AppError({
      code: "DATASET_INVALID",
      message: `${where} has ${classes.length} classes; at most ${MAX_CLASSES} are supported.`,
      hint: "Is every image in a folder of its own, or a file name in the label column?",
    });
  }
  return classes;
}
