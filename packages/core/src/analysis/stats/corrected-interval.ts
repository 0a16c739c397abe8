import { AppError } from "../../contract/errors.ts";
import { checkConfidence, checkCount, checkFinite } from "./check-input.ts";
import { normalQuantile } from "./distributions/normal-quantile.ts";
import { normalCdf, studentTwoSided } from "./distributions/probabilities.ts";
import { studentQuantile } from "./student-quantile.ts";
import type { Interval } from "./wilson-interval.ts";

export interface RepeatedSplits {
  readonly numTrain: number;
  readonly numTest: number;
  /**
   * Variance of the mean that comes from which images were drawn for testing (`samplingVariance`): the spread over
   * a few splits may be small by accident, and a mean is never surer than its images allow. Default 0: not known.
   */
  readonly sampling?: number | undefined;
  /** What the values can be: [0, 1] for accuracies, [-1, 1] for their differences. Default: anything. */
  readonly bounds?: Interval | undefined;
  /** In (0, 1), default 0.95. */
  readonly confidence?: number | undefined;
}

/** A mean over different splits, with what can be said of it. */
export interface CorrectedMean {
  readonly mean: number;
  readonly numSplits: number;
  /** Lowest and highest of the splits. */
  readonly range: Interval;
  /** Sample standard deviation over the splits; null for one split. */
  readonly deviation: number | null;
  /** Of the mean, Nadeau and Bengio's; null for one split. */
  readonly standardError: number | null;
  /** Both null where there is no interval; `unknown` says why. */
  readonly low: number | null;
  readonly high: number | null;
  /** Of the two-sided test that the mean is 0; null where there is none. */
  readonly pValue: number | null;
  /** Why there is no interval, as a clause: "an interval needs 3 different splits". */
  readonly unknown: string | null;
}

/** With fewer different splits their spread says next to nothing: of two, Student's t is 12.7. */
const FEWEST_SPLITS = 3;

/** Fractions of up to 10,000 images that differ at all differ by more than this; a smaller spread is rounding. */
const ROUNDING = 1e-9;

/**
 * Mean over J different random splits of one data set, by the wider of two intervals and the larger of two p-values:
 *
 * - Nadeau and Bengio's: the splits share images, so the variance of the mean is (1/J + n_test / n_train) s²;
 * - that of the test images, each of which counts once, however many splits tested it (`sampling`).
 *
 * @param values One per different split, shape [J]: accuracies, or differences of two methods on the same split.
 *   Several runs on one split are averaged before.
 * @returns Without interval and p for fewer than three splits, for splits that are all the same, and without an
 *   interval where it would leave out less than half of what is possible.
 * @throws {AppError} EMPTY_INPUT, NOT_A_NUMBER or OUT_OF_RANGE.
 * @see Nadeau & Bengio 2003, doi:10.1023/A:1024068626366; docs/decisions/0014-verdicts.md tells why both.
 */
export function correctedInterval(
  values: readonly number[],
  { numTrain, numTest, sampling = 0, bounds, confidence = 0.95 }: RepeatedSplits,
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
  const range = { low: Math.min(...values), high: Math.max(...values) };
  const isLevel = range.high - range.low < ROUNDING;
  const mean = isLevel ? values[0]! : values.reduce((sum, value) => sum + value, 0) / numSplits;
  const squares = isLevel ? 0 : values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = numSplits === 1 ? null : Math.sqrt(squares / (numSplits - 1));
  const standardError =
    deviation === null ? null : Math.sqrt(1 / numSplits + numTest / numTrain) * deviation;
  const found = { mean, numSplits, range, deviation, standardError };
  const without = (unknown: string, pValue: number | null = null): CorrectedMean => {
    return { ...found, low: null, high: null, pValue, unknown };
  };
  if (standardError === null || numSplits < FEWEST_SPLITS) {
    return without(`an interval needs ${FEWEST_SPLITS} different splits`);
  }
  if (isLevel) return without("it is the same on every split");
  const drawn = Math.sqrt(sampling);
  const half = Math.max(
    studentQuantile(confidence, numSplits - 1) * standardError,
    normalQuantile((1 + confidence) / 2) * drawn,
  );
  const pValue = Math.max(
    studentTwoSided(mean / standardError, numSplits - 1),
    drawn === 0 ? 0 : 2 * normalCdf(-Math.abs(mean) / drawn),
  );
  if (bounds && 2 * half > (bounds.high - bounds.low) / 2) {
    return without("the splits differ too much for an interval", pValue);
  }
  const low = Math.max(bounds?.low ?? Number.NEGATIVE_INFINITY, mean - half);
  const high = Math.min(bounds?.high ?? Number.POSITIVE_INFINITY, mean + half);
  return { ...found, low, high, pValue, unknown: null };
}

/** What was counted on one split. */
export interface ImageAnswers {
  /** By what each image is known on every split, shape [n]. */
  readonly images: ArrayLike<string | number>;
  /** What each counts: 1 or 0 for a hit; for a difference 1, 0 or -1. In the same order. */
  readonly values: ArrayLike<number>;
}

/**
 * Variance of a mean over splits that comes from the choice of the test images. An image that several splits tested
 * is one image: its values are summed up first (a cluster), so that overlapping test parts are not counted twice.
 *
 * @see Cameron & Miller 2015, doi:10.3368/jhr.50.2.317, on clustered errors.
 */
export function samplingVariance(splits: readonly ImageAnswers[]): number {
  const clusters = new Map<string | number, { sum: number; times: number }>();
  let [total, count] = [0, 0];
  for (const { images, values } of splits) {
    for (let i = 0; i < images.length; i++) {
      const cluster = clusters.get(images[i]!) ?? { sum: 0, times: 0 };
      cluster.sum += values[i]!;
      cluster.times += 1;
      clusters.set(images[i]!, cluster);
      total += values[i]!;
    }
    count += images.length;
  }
  const n = clusters.size;
  if (n < 2) return 0;
  let squares = 0;
  for (const { sum, times } of clusters.values()) squares += (sum - (times * total) / count) ** 2;
  return (squares * n) / (n - 1) / count ** 2;
}

/**
 * The same of accuracies when it is not known which images were right: for test parts drawn at random, of which as
 * many overlap as their sizes say.
 */
export function samplingVarianceOf(
  accuracies: readonly number[],
  { numTrain, numTest }: Pick<RepeatedSplits, "numTrain" | "numTest">,
): number {
  const mean = accuracies.reduce((sum, value) => sum + value, 0) / accuracies.length;
  return (
    ((1 / accuracies.length + numTest / numTrain) * mean * (1 - mean)) / Math.max(1, numTest - 1)
  );
}
