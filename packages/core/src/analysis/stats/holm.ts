import { AppError } from "../../contract/errors.ts";

/** One of several tests, after the correction. */
export interface HolmStep {
  /** To be read at the level itself; at least as large as before, at most 1. */
  readonly correctedPValue: number;
  /**
   * By how many tests the level was divided for this one: an interval at confidence 1 - level / `divisor` leaves
   * its null value out exactly where the corrected p-value is below the level.
   */
  readonly divisor: number;
}

/**
 * Holm's step-down correction for looking at several tests at once: the chance of one or more false findings stays
 * below the level at which the corrected values are read.
 *
 * @param pValues In [0, 1], in any order.
 * @param level In (0, 1), default 0.05.
 * @returns In the order given.
 * @throws {AppError} OUT_OF_RANGE.
 * @see Holm 1979, https://www.jstor.org/stable/4615733.
 */
export function holmSteps(pValues: readonly number[], level = SIGNIFICANT): HolmStep[] {
  const faulty = pValues.find((p) => !(p >= 0 && p <= 1));
  if (faulty !== undefined) {
    throw new AppError({
      code: "OUT_OF_RANGE",
      message: `Expected a p-value in [0, 1], got ${faulty}.`,
      hint: "Give numbers between 0 and 1.",
    });
  }
  const ascending = pValues.map((_, i) => i).sort((i, j) => pValues[i]! - pValues[j]!);
  const steps: HolmStep[] = Array(pValues.length);
  let largest = 0;
  let divisor = pValues.length;
  for (const [rank, i] of ascending.entries()) {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * pValues[i]!));
    // From the first test that is not significant on, the procedure takes no further step.
    if (rank > 0 && steps[ascending[rank - 1]!]!.correctedPValue < level) {
      divisor = pValues.length - rank;
    }
    steps[i] = { correctedPValue: largest, divisor };
  }
  return steps;
}

/** The corrected p-values alone. */
export function holm(pValues: readonly number[]): number[] {
  return holmSteps(pValues).map(({ correctedPValue }) => correctedPValue);
}

/** The level below which a difference is not put down to chance. */
export const SIGNIFICANT = 0.05;
