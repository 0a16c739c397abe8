import { AppError } from "../errors.ts";
import { checkConfidence, checkCount, checkFinite } from "./check-input.ts";
import { studentTwoSided } from "./distributions/probabilities.ts";
import { studentQuantile } from "./student-quantile.ts";

export interface RepeatedSplits {
  readonly numTrain: number;
  readonly numTest: number;
  /** In (0, 1), default 0.95. */
  readonly confidence?: number;
}

/** A mean over repeated splits. */
export interface CorrectedMean {
  readonly mean: number;
  /** Sample standard deviation over the splits; null for one split. */
  readonly deviation: number | null;
  /** Of the mean, corrected; null for one split. */
  readonly standardError: number | null;
  /** Both null for one split: nothing is known of the spread. */
  readonly low: number | null;
  readonly high: number | null;
  /** Of the two-sided test that the mean is 0; null for one split, or where nothing spreads. */
  readonly pValue: number | null;
}

/**
 * Nadeau and Bengio's corrected interval for a mean over J random splits of one data set. The splits
 * share training images, so the variance of the mean is (1/J + n_test / n_train) s², not s²/J.
 *
 * @param values One per split, shape [J]: accuracies, or differences of two methods on the same split.
 * @throws {AppError} EMPTY_INPUT, NOT_A_NUMBER or OUT_OF_RANGE.
 * @see Nadeau & Bengio 2003, doi:10.1023/A:1024068626366.
 */
export function correctedInterval(
  values: readonly number[],
  { numTrain, numTest, confidence = 0.95 }: RepeatedSplits,
): CorrectedMean {
  const numSplits = values.length;
  if (numSplits === 0) {
    throw new AppError({
      code: "EMPTY_INPUT",
      message: "There is no mean over no splits.",
      hint: "Give the value of at least one split.",
    });
  }
  checkFinite(values, "The value of split");
  checkCount(numTrain, "training images");
  checkCount(numTest, "test images");
  checkConfidence(confidence);
  const mean = values.reduce((sum, value) => sum + value, 0) / numSplits;
  if (numSplits === 1) {
    return { mean, deviation: null, standardError: null, low: null, high: null, pValue: null };
  }
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const variance = squares / (numSplits - 1);
  const standardError = Math.sqrt((1 / numSplits + numTest / numTrain) * variance);
  const half = studentQuantile(confidence, numSplits - 1) * standardError;
  const pValue = standardError === 0 ? null : studentTwoSided(mean / standardError, numSplits - 1);
  return {
    mean,
    deviation: Math.sqrt(variance),
    standardError,
    low: mean - half,
    high: mean + half,
    pValue,
  };
}
