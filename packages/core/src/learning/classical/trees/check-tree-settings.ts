import { AppError } from "../../../contract/errors.ts";

/** @throws {AppError} OUT_OF_RANGE. */
export function checkTreeCount(trees: number, minLeaf: number): void {
  for (const [what, value] of [
    ["trees", trees],
    ["rows in a leaf", minLeaf],
  ] as const) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new AppError({
      code: "OUT_OF_RANGE",
      message: `${value} ${what} are not possible.`,
      hint: "Give a whole number of at least 1.",
    });
  }
}
