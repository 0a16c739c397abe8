import { AppError } from "../../contract/errors.ts";

/**
 * @throws {AppError} OUT_OF_RANGE.
 */
export function checkPenalty(l2: number): void {
  if (l2 >= 0 && Number.isFinite(l2)) return;
  throw new AppError({
    code: "OUT_OF_RANGE",
    message: `An L2 penalty of ${l2} is not possible.`,
    hint: "Give a number that is 0 or larger; larger means smaller weights.",
  });
}

/** Exponents of ten that the grid covers, in steps of a half. */
const STRONGEST = 2;
const WEAKEST = -3;

/**
 * Eleven penalties for standardised features, from 100 to 0.001 times the number of features.
 *
 * Standardised vectors have a squared length of about `columns`, so a penalty in proportion to it
 * means the same for 3 features as for 150,000. For 1,280 features the grid spans C = 1 / l2 from
 * 8e-6 to 0.8.
 *
 * @returns In descending order, with three significant digits, so that a table shows them exactly.
 */
export function penaltyGrid(columns: number): number[] {
  const steps = 2 * (STRONGEST - WEAKEST);
  return Array.from({ length: steps + 1 }, (_, step) =>
    Number((columns * 10 ** (STRONGEST - step / 2)).toPrecision(3)),
  );
}
