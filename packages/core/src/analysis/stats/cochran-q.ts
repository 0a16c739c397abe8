import { AppError } from "../../contract/errors.ts";
import { chiSquaredTail } from "./distributions/probabilities.ts";

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
