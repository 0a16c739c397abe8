import { groupBy } from "@graft/core/analysis/aggregate";
import { nameFault } from "@graft/core/contract";
import { AppError } from "@graft/core/contract/errors";
import { quoted } from "../messages.ts";

const MAX_LENGTH = 200;
const MAX_CLASSES = 1000;
/** Characters that show nothing: two names that differ in them alone would look the same. */
const INVISIBLE = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/**
 * A class name as it is stored and shown: Unicode NFC, without invisible characters and without space
 * around it, so that a name typed on one system and a folder made on another are one class.
 *
 * @param where Where the name was found, for the message.
 * @throws {AppError} DATASET_INVALID when it is empty, too long, or holds characters that cannot be
 *   shown.
 */
export function cleanClassName(name: string, where: string): string {
  const clean = name
    .normalize("NFC")
    .replaceAll(INVISIBLE, "")
    .replaceAll(/\p{Zs}/gu, " ")
    .trim();
  let fault: string | null = null;
  if (clean === "") fault = "is empty";
  else if (clean.length > MAX_LENGTH) fault = `has ${clean.length} characters`;
  else if (/\p{Cc}/u.test(clean)) fault = "holds control characters";
  else if (/[\p{Cs}\ufffd]/u.test(clean)) fault = "is not valid UTF-8";
  else fault = nameFault(clean, MAX_LENGTH);
  if (fault === null) return clean;
  throw new AppError({
    code: "DATASET_INVALID",
    message: `The class name ${quoted(clean.slice(0, 60))} ${fault} (${where}).`,
    hint: `A class name has 1 to ${MAX_LENGTH} printable characters; rename it.`,
  });
}

/** Order by code points: the same on every machine, whatever its language settings. */
export function byCodePoint(a: string, b: string): number {
  // UTF-8 keeps the order of code points; UTF-16, which `<` compares, does not.
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/**
 * The classes of a set in the order of their label indices: numbers by their value, other names in
 * natural order ("9" before "10", "img 2" before "img 10").
 *
 * @throws {AppError} TOO_FEW_CLASSES or DATASET_INVALID.
 */
export function listClasses(labels: Iterable<string>, where: string): string[] {
  const classes = [...new Set(labels)];
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
  return inClassOrder(classes);
}

function inClassOrder(classes: readonly string[]): string[] {
  const sorted = classes.toSorted(byNaturalOrder);
  return classes.every((name) => plainNumber(name) !== null)
    ? sorted.sort((a, b) => Number(a) - Number(b))
    : sorted;
}

/** Runs of digits by their value, everything else by code point; the same on every machine. */
export function byNaturalOrder(a: string, b: string): number {
  const [left, right] = [runs(a), runs(b)];
  for (const [i, own] of left.entries()) {
    const other = right[i];
    if (other === undefined) return 1;
    const order = byRun(own, other);
    if (order !== 0) return order;
  }
  return left.length - right.length || byCodePoint(a, b);
}

function runs(name: string): string[] {
  return name.match(/[0-9]+|[^0-9]+/gu) ?? [];
}

function byRun(a: string, b: string): number {
  if (!/^[0-9]/.test(a) || !/^[0-9]/.test(b)) return byCodePoint(a, b);
  const [left, right] = [a.replace(/^0+/, ""), b.replace(/^0+/, "")];
  return left.length - right.length || byCodePoint(left, right);
}

/** A number as one text for all its spellings ("1", "01", "+1", "1.0"), or null for other names. */
function plainNumber(name: string): string | null {
  const parts = /^([+-]?)0*([0-9]+)(?:\.([0-9]*?)0*)?$/.exec(name);
  if (!parts) return null;
  const [, sign, whole, rest] = parts;
  return `${sign === "-" ? "-" : ""}${whole}${rest ? `.${rest}` : ""}`;
}

/**
 * A sentence for each set of classes that are hardly two: they differ in case ("Cat", "cat"), spacing
 * ("great dane", "great_dane"), in how a number is written ("1", "1.0"), or in look-alike characters.
 * They stay apart, since "a" and "A" may be the letters to tell apart.
 */
export function warnOfSimilarClasses(classes: readonly string[]): string[] {
  const warnings = [...groupBy(classes, spellingKey).values()]
    .filter((names) => names.length > 1)
    .map((names) => {
      const all = names.map(quoted).join(" and ");
      return `The classes ${all} differ only in ${difference(names)}; they are trained as ${names.length} classes. Give them one name if they are one class.`;
    });
  const missing = classes.filter((name) => /^(?:nan|null|undefined|#n\/a|#ref!)$/i.test(name));
  for (const name of missing) {
    warnings.push(
      `The class ${quoted(name)} looks like a missing label; it is trained as a class.`,
    );
  }
  return warnings;
}

/** The same for two names that a person would hardly take for two classes. */
function spellingKey(name: string): string {
  const number = plainNumber(name);
  if (number !== null) return number;
  const plain = withoutCase(name.normalize("NFKC"));
  return plain
    .replaceAll(/[\p{Cf}\p{Variation_Selector}]/gu, "")
    .replaceAll(/[\p{Zs}_.\p{Pd}]+/gu, " ")
    .trim();
}

function withoutCase(name: string): string {
  // Both ways, since some letters have two forms in one case only ("ss" and "ß").
  return name.toUpperCase().toLowerCase();
}

function difference(names: readonly string[]): string {
  if (names.every((name) => plainNumber(name) !== null)) return "how the number is written";
  if (new Set(names.map(withoutCase)).size === 1) return "upper and lower case";
  return "case, spacing or characters that look alike";
}
