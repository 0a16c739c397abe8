import { AppError } from "../errors.ts";

/**
 * Holm's step-down correction of p-values for looking at several tests at once: the chance of one
 * or more false findings stays below the level at which the corrected values are read.
 *
 * @param pValues In [0, 1], in any order.
 * @returns Corrected p-values in the order given, each at least as large as before, at most 1.
 * @throws {AppError} OUT_OF_RANGE.
 * @see Holm 1979, https://www.jstor.org/stable/4615733.
 */
export function holm(pValues: readonly number[]): number[] {
  const faulty = pValues.find((p) => !(p >= 0 && p <= 1));
  if (faulty !== undefined) {
    throw new AppError({
      code: "OUT_OF_RANGE",
      message: `${faulty} is no p-value.`,
      hint: "Give numbers between 0 and 1.",
    });
  }
  const ascending = pValues.map((_, i) => i).sort((i, j) => pValues[i]! - pValues[j]!);
  const corrected = Array<number>(pValues.length).fill(1);
  let largest = 0;
  for (const [rank, i] of ascending.entries()) {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * pValues[i]!));
    corrected[i] = largest;
  }
  return corrected;
}
