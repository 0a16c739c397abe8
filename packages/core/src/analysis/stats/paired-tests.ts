import { AppError } from "../../contract/errors.ts";
import { chiSquaredTail } from "./distributions.ts";

/**
 * Exact McNemar test of two classifiers on the same images: two-sided binomial test of the images
 * on which exactly one of them is right, p = min(1, 2 P[X <= min(b, c)]), X ~ Bin(b + c, 1/2).
 *
 * @param onlyA Images that only the first classifier got right (b).
 * @param onlyB Images that only the second got right (c).
 * @returns p-value in [0, 1] (0 only below 1e-308); 1 if the two never differ.
 * @throws {AppError} OUT_OF_RANGE.
 * @see McNemar 1947, doi:10.1007/BF02295996; for classifiers: Dietterich 1998,
 *   doi:10.1162/089976698300017197.
 */
export function mcNemarExact(onlyA: number, onlyB: number): number {
  for (const count of [onlyA, onlyB]) {
    if (Number.isInteger(count) && count >= 0) continue;
    throw new AppError({
      code: "OUT_OF_RANGE",
      message: `Expected a whole number of images, 0 or above, got ${count}.`,
      hint: "Give two whole numbers, 0 or above.",
    });
  }
  if (onlyA === onlyB) return 1;
  const n = onlyA + onlyB;
  const fewer = Math.min(onlyA, onlyB);
  // In logarithms: 2^-n underflows from n = 1075 on.
  let logTerm = -n * Math.LN2;
  for (let i = 1; i <= fewer; i++) logTerm += Math.log((n - i + 1) / i);
  // P[X = i - 1] = P[X = i] · i / (n - i + 1), from the largest term down.
  let sum = 0;
  let ratio = 1;
  for (let i = fewer; i >= 0 && sum + ratio !== sum; i--) {
    sum += ratio;
    ratio *= i / (n - i + 1);
  }
  return Math.min(1, 2 * sum * Math.exp(logTerm));
}

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

export interface CochranQ {
  readonly statistic: number;
  /** Number of classifiers - 1. */
  readonly degreesOfFreedom: number;
  /** Of the chi-squared approximation, in [0, 1]. */
  readonly pValue: number;
}

/**
 * Cochran's Q test: whether some of several classifiers differ in accuracy on the same images.
 *
 * Q = (k - 1) (k Σ_j C_j² - T²) / (k T - Σ_i R_i²), C_j images that classifier j got right, R_i
 * classifiers that got image i right, T right answers in all.
 *
 * @param correct Whether each was right, per image: shape [k, n], k 2 or above.
 * @returns Null where every image was got right by all or by none: nothing differs.
 * @throws {AppError} EMPTY_INPUT or SHAPE_MISMATCH.
 * @see Cochran 1950, doi:10.2307/2332378.
 */
export function cochranQ(correct: readonly (readonly boolean[])[]): CochranQ | null {
  const k = correct.length;
  const n = correct[0]?.length ?? 0;
  if (k < 2 || n === 0) {
    throw new AppError({
      code: "EMPTY_INPUT",
      message: `Cochran's Q needs two classifiers and one image, not ${k} and ${n}.`,
      hint: "Compare runs that have predictions.",
    });
  }
  const odd = correct.find((row) => row.length !== n);
  if (odd) {
    throw new AppError({
      code: "SHAPE_MISMATCH",
      message: `One classifier has ${n} test images, another ${odd.length}.`,
      hint: "Compare runs that were tested on the same images.",
    });
  }
  const ofClassifier = correct.map((row) => row.reduce((sum, right) => sum + Number(right), 0));
  const total = ofClassifier.reduce((sum, count) => sum + count, 0);
  const squares = ofClassifier.reduce((sum, count) => sum + count * count, 0);
  let ofImages = 0;
  for (let i = 0; i < n; i++) {
    ofImages += correct.reduce((sum, row) => sum + Number(row[i]), 0) ** 2;
  }
  const differing = k * total - ofImages;
  if (differing === 0) return null;
  const statistic = ((k - 1) * (k * squares - total * total)) / differing;
  return { statistic, degreesOfFreedom: k - 1, pValue: chiSquaredTail(statistic, k - 1) };
}

/** @throws {AppError} OUT_OF_RANGE. */
export function checkConfidence(confidence: number): void {
  if (confidence > 0 && confidence < 1) return;
  throw new AppError({
    code: "OUT_OF_RANGE",
    message: `A confidence of ${confidence} is not between 0 and 1.`,
    hint: "Give 0.95 for a 95% interval.",
  });
}

/** @throws {AppError} OUT_OF_RANGE. */
export function checkCount(value: number, what: string): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new AppError({
    code: "OUT_OF_RANGE",
    message: `Expected a positive whole number of ${what}, got ${value}.`,
    hint: "Give a whole number, 1 or above.",
  });
}

/** @throws {AppError} NOT_A_NUMBER. */
export function checkFinite(values: ArrayLike<number>, what: string): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    throw new AppError({
      code: "NOT_A_NUMBER",
      message: `${what} ${i} is ${values[i]}.`,
      hint: "Give finite numbers.",
    });
  }
}
