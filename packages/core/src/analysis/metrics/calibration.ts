import { AppError } from "../../contract/errors.ts";
import { ratio } from "./confusion.ts";
import { checkLabelPairs, checkProbabilities, type Labels } from "./labels.ts";

/**
 * Mean of -ln p over the examples, p the probability given to the true class.
 *
 * p is first clipped to [e, 1 - e] with e = 2^-52, as scikit-learn's `log_loss` does for doubles:
 * one certain mistake costs 36.04, not infinity.
 *
 * @param truth Shape [n].
 * @param probabilities Shape [n, numClasses], row-major.
 * @returns In nats; 0 is perfect, ln(numClasses) is what equal probabilities give.
 * @throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH, LABEL_OUT_OF_RANGE, NOT_A_NUMBER or
 *   NOT_A_DISTRIBUTION.
 */
export function logLoss(
  truth: Labels,
  probabilities: ArrayLike<number>,
  numClasses: number,
): number {
  checkProbabilities(truth, probabilities, numClasses);
  let sum = 0;
  for (let i = 0; i < truth.length; i++)
    sum += surprise(probabilities[i * numClasses + truth[i]!]!);
  return sum / truth.length;
}

/** -ln p, p clipped to [2^-52, 1 - 2^-52]. */
export function surprise(p: number): number {
  return -Math.log(Math.min(Math.max(p, Number.EPSILON), 1 - Number.EPSILON));
}

/**
 * Brier score in its original form: mean over the examples of Σ_k (p_k - y_k)², y_k = 1 for the
 * true class and 0 for all others.
 *
 * @param truth Shape [n].
 * @param probabilities Shape [n, numClasses], row-major.
 * @returns In [0, 2]; 0 is perfect. Equals scikit-learn's `brier_score_loss` with
 *   `scale_by_half=False`; for two classes the half of it is what many call the Brier score.
 * @throws {AppError} As `checkProbabilities`.
 * @see Brier 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2.
 */
export function brierScore(
  truth: Labels,
  probabilities: ArrayLike<number>,
  numClasses: number,
): number {
  checkProbabilities(truth, probabilities, numClasses);
  let sum = 0;
  for (let i = 0; i < truth.length; i++) {
    for (let k = 0; k < numClasses; k++) {
      const error = probabilities[i * numClasses + k]! - (k === truth[i] ? 1 : 0);
      sum += error * error;
    }
  }
  return sum / truth.length;
}

/** One bin of a reliability diagram: what was promised, and what came true. */
export interface ReliabilityBin {
  /** Probabilities in (low, high]; the first bin holds 0 as well. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** Mean probability in the bin; null for an empty bin. */
  readonly meanProbability: number | null;
  /** Fraction of the events that happened; null for an empty bin. */
  readonly frequency: number | null;
}

/**
 * Observed frequency against predicted probability, in bins of equal width.
 *
 * @param probabilities Of an event, shape [n], in [0, 1].
 * @param happened Whether it did, shape [n].
 * @param numBins 1 or more.
 * @returns Shape [numBins], empty bins included. The bins with examples equal scikit-learn's
 *   `calibration_curve` with `strategy="uniform"`.
 * @throws {AppError} SHAPE_MISMATCH, OUT_OF_RANGE or NOT_A_NUMBER.
 * @see DeGroot & Fienberg 1983, doi:10.2307/2987588.
 */
export function reliability(
  probabilities: ArrayLike<number>,
  happened: ArrayLike<boolean | number>,
  numBins: number,
): ReliabilityBin[] {
  if (probabilities.length !== happened.length) {
    throw new AppError({
      code: "SHAPE_MISMATCH",
      message: `${probabilities.length} probabilities, but ${happened.length} outcomes.`,
      hint: "Give one outcome per probability.",
    });
  }
  checkNumBins(numBins);
  const counts = new Float64Array(numBins);
  const sums = new Float64Array(numBins);
  const hits = new Float64Array(numBins);
  for (let i = 0; i < probabilities.length; i++) {
    const p = probabilities[i]!;
    const bin = Math.min(Math.max(Math.ceil(p * numBins) - 1, 0), numBins - 1);
    if (Number.isNaN(bin)) throw notANumber(i);
    counts[bin]! += 1;
    sums[bin]! += p;
    if (happened[i]) hits[bin]! += 1;
  }
  return Array.from(counts, (count, bin) => ({
    low: bin / numBins,
    high: (bin + 1) / numBins,
    count,
    meanProbability: ratio(sums[bin]!, count),
    frequency: ratio(hits[bin]!, count),
  }));
}

/**
 * Expected calibration error: |frequency - mean probability|, averaged over the examples.
 *
 * @param bins Of a reliability diagram.
 * @returns In [0, 1]; null without examples.
 * @see Naeini, Cooper & Hauskrecht 2015, doi:10.1609/aaai.v29i1.9602; Guo et al. 2017,
 *   https://proceedings.mlr.press/v70/guo17a.html.
 */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number | null {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  return ratio(
    bins.reduce((sum, bin) => sum + bin.count * gap(bin), 0),
    total,
  );
}

/** The widest |frequency - mean probability| of any bin, in [0, 1]; null without examples. */
export function maximumCalibrationError(bins: readonly ReliabilityBin[]): number | null {
  const filled = bins.filter(({ count }) => count > 0);
  return filled.length === 0 ? null : Math.max(...filled.map(gap));
}

function gap({ meanProbability, frequency }: ReliabilityBin): number {
  return Math.abs((frequency ?? 0) - (meanProbability ?? 0));
}

/** @throws {AppError} OUT_OF_RANGE. */
function checkNumBins(numBins: number): void {
  if (Number.isInteger(numBins) && numBins >= 1) return;
  throw new AppError({
    code: "OUT_OF_RANGE",
    message: `Expected a positive whole number of bins, got ${numBins}.`,
    hint: "Give a whole number, 1 or above.",
  });
}

function notANumber(i: number): AppError {
  return new AppError({
    code: "NOT_A_NUMBER",
    message: `Probability ${i} is NaN.`,
    hint: "Leave out what has no probability.",
  });
}

/** One bar: how many values lie in [low, high); the last bar holds 1 as well. */
export interface HistogramBin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/**
 * Histogram over [0, 1] with bins of equal width, as numpy's `histogram(range=(0, 1))`.
 *
 * @param values Shape [n], in [0, 1].
 * @returns Shape [numBins].
 * @throws {AppError} OUT_OF_RANGE or NOT_A_NUMBER.
 */
export function unitHistogram(values: ArrayLike<number>, numBins: number): HistogramBin[] {
  checkNumBins(numBins);
  const counts = Array<number>(numBins).fill(0);
  for (let i = 0; i < values.length; i++) {
    const bin = Math.max(0, Math.min(Math.floor(values[i]! * numBins), numBins - 1));
    if (Number.isNaN(bin)) {
      throw new AppError({
        code: "NOT_A_NUMBER",
        message: `Value ${i} is NaN.`,
        hint: "Leave out what has no value.",
      });
    }
    counts[bin]! += 1;
  }
  return counts.map((count, bin) => ({ low: bin / numBins, high: (bin + 1) / numBins, count }));
}

/**
 * Entropy -Σ_k p_k ln p_k of each example's distribution.
 *
 * @param probabilities Shape [n, numClasses], row-major.
 * @returns Shape [n], in [0, ln(numClasses)] nats: 0 is certainty.
 */
export function entropies(probabilities: ArrayLike<number>, numClasses: number): Float64Array {
  const result = new Float64Array(probabilities.length / numClasses);
  for (let i = 0; i < result.length; i++) {
    let sum = 0;
    for (let k = 0; k < numClasses; k++) {
      const p = probabilities[i * numClasses + k]!;
      if (p > 0) sum -= p * Math.log(p);
    }
    result[i] = sum;
  }
  return result;
}

/** What is kept when all examples are rejected whose confidence is below a threshold. */
export interface RejectionPoint {
  readonly threshold: number;
  /** Fraction of the examples rejected, in [0, 1). */
  readonly rejectionRate: number;
  /** Accuracy on the rest, in [0, 1]. */
  readonly accuracy: number;
}

/**
 * Accuracy against rejection rate, the threshold sweeping over every confidence that occurs.
 *
 * @param truth Shape [n].
 * @param predicted Shape [n].
 * @param confidence Highest probability of each example, shape [n].
 * @returns From nothing rejected to only the most certain kept; at most n points.
 * @throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH, LABEL_OUT_OF_RANGE or NOT_A_NUMBER.
 * @see Nadeem, Zucker & Hanczar 2009, https://proceedings.mlr.press/v8/nadeem10a.html.
 */
export function rejectionCurve(
  truth: Labels,
  predicted: Labels,
  confidence: ArrayLike<number>,
): RejectionPoint[] {
  checkLabelPairs(truth, predicted, Number.POSITIVE_INFINITY);
  checkConfidences(confidence, truth.length);
  const order = Array.from(truth, (_, i) => i).sort((a, b) => confidence[b]! - confidence[a]!);
  const points: RejectionPoint[] = [];
  let hits = 0;
  for (const [rank, i] of order.entries()) {
    if (truth[i] === predicted[i]) hits += 1;
    const next = order[rank + 1];
    if (next !== undefined && confidence[next] === confidence[i]) continue;
    points.push({
      threshold: confidence[i]!,
      rejectionRate: 1 - (rank + 1) / order.length,
      accuracy: hits / (rank + 1),
    });
  }
  return points.reverse();
}

function checkConfidences(confidence: ArrayLike<number>, numExamples: number): void {
  if (confidence.length !== numExamples) {
    throw new AppError({
      code: "SHAPE_MISMATCH",
      message: `${confidence.length} confidences for ${numExamples} examples.`,
      hint: "Give the highest probability of each example.",
    });
  }
  for (let i = 0; i < numExamples; i++) {
    if (!Number.isNaN(confidence[i])) continue;
    throw new AppError({
      code: "NOT_A_NUMBER",
      message: `The confidence of example ${i} is NaN.`,
      hint: "The classifier diverged: train it again, at a lower learning rate.",
    });
  }
}
