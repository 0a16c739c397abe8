import type { MeasureOptions } from "@graft/core/analysis/metrics";
import { AppError } from "@graft/core/contract/errors";

/** What the command line says of how to decide, as it was typed. */
export interface DecisionFlags {
  readonly threshold?: string;
  /** Each `class=probability`. */
  readonly prior?: readonly string[];
  /** Each `true:predicted=utility`. */
  readonly utility?: readonly string[];
}

/**
 * @throws {AppError} OUT_OF_RANGE, with the class names where one is not known.
 */
export function parseDecision(
  { threshold, prior, utility }: DecisionFlags,
  classNames: readonly string[],
): Pick<MeasureOptions, "indeterminateThreshold" | "classPriors" | "utility"> {
  return {
    indeterminateThreshold:
      threshold === undefined ? undefined : toNumber(threshold, `--threshold ${threshold}`),
    classPriors: prior && parsePriors(prior, classNames),
    utility: utility && parseUtility(utility, classNames),
  };
}

/** Classes that are not named share what is left equally. */
function parsePriors(entries: readonly string[], classNames: readonly string[]): number[] {
  const given = new Map(
    entries.map((entry) => {
      const { key, value } = splitEntry(entry, "--prior");
      return [toClass(key, classNames, `--prior ${entry}`), value];
    }),
  );
  const left = 1 - [...given.values()].reduce((sum, value) => sum + value, 0);
  const others = classNames.length - given.size;
  return classNames.map((_, k) => given.get(k) ?? left / others);
}

/** 1 for a right and 0 for a wrong decision, but for the pairs that are named. */
function parseUtility(entries: readonly string[], classNames: readonly string[]): number[][] {
  const utility = classNames.map((_, i) => classNames.map((_, j) => Number(i === j)));
  for (const entry of entries) {
    const where = `--utility ${entry}`;
    const { key, value } = splitEntry(entry, "--utility");
    // Class names may hold colons, so each colon is tried.
    const cut = [...key.matchAll(/:/g)]
      .map(({ index }) => [key.slice(0, index), key.slice(index + 1)] as const)
      .find(([truth, predicted]) => classNames.includes(truth) && classNames.includes(predicted));
    if (!cut) throw unknownClass(where, classNames, "true:predicted=value");
    utility[classNames.indexOf(cut[0])]![classNames.indexOf(cut[1])] = value;
  }
  return utility;
}

function splitEntry(entry: string, option: string): { key: string; value: number } {
  const at = entry.lastIndexOf("=");
  const where = `${option} ${entry}`;
  if (at < 0) {
    throw new AppError({
      code: "OUT_OF_RANGE",
      message: `${where}: expected name=number`,
      hint: "For example: --prior photo=0.9, or --utility photo:drawing=-5.",
    });
  }
  return { key: entry.slice(0, at), value: toNumber(entry.slice(at + 1), where) };
}

function toNumber(text: string, where: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw new AppError({
    code: "OUT_OF_RANGE",
    message: `${where}: "${text}" is not a number`,
    hint: "Write a number such as 0.8.",
  });
}

function toClass(name: string, classNames: readonly string[], where: string): number {
  const index = classNames.indexOf(name);
  if (index >= 0) return index;
  throw unknownClass(where, classNames, "class=value");
}

function unknownClass(where: string, classNames: readonly string[], form: string): AppError {
  return new AppError({
    code: "OUT_OF_RANGE",
    message: `${where}: expected ${form} with classes of this run`,
    hint: `Its classes are ${classNames.join(", ")}.`,
  });
}
