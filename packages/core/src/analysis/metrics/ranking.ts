import { AppError } from "../../contract/errors.ts";
import { effectiveInterval, type Interval } from "../stats/index.ts";
import type { Labels } from "./labels.ts";

/**
 * How many positives and negatives score at least as high as each threshold: what ROC and
 * precision-recall curves are drawn from.
 */
export interface ScoreRanking {
  /** The different scores, descending, shape [m]. */
  readonly thresholds: Float64Array;
  /** Positives with a score of at least the threshold, shape [m]. */
  readonly truePositives: Int32Array;
  /** Negatives with a score of at least the threshold, shape [m]. */
  readonly falsePositives: Int32Array;
  readonly numPositives: number;
  readonly numNegatives: number;
}

/**
 * Ranks the examples by the probability of one class, which is the positive one.
 *
 * @param truth Shape [n].
 * @param scores Shape [n, numClasses], row-major, or [n] with `numClasses` 1.
 * @throws {AppError} SHAPE_MISMATCH or NOT_A_NUMBER.
 */
export function rankScores(
  truth: Labels,
  scores: ArrayLike<number>,
  { positive, numClasses }: { positive: number; numClasses: number },
): ScoreRanking {
  if (scores.length !== truth.length * numClasses) {
    throw new AppError({
      code: "SHAPE_MISMATCH",
      message: `${scores.length} scores for ${truth.length} examples and ${numClasses} classes.`,
      hint: "Give one score per example and class, example after example.",
    });
  }
  const column = numClasses === 1 ? 0 : positive;
  const positives = new Float64Array(truth.length);
  const negatives = new Float64Array(truth.length);
  let [p, n] = [0, 0];
  for (let i = 0; i < truth.length; i++) {
    const score = scores[i * numClasses + column]!;
    if (Number.isNaN(score)) throw notANumber(i);
    if (truth[i] === positive) positives[p++] = score;
    else negatives[n++] = score;
  }
  // Typed arrays sort natively: many times faster than sorting positions by a comparison.
  return merge(positives.subarray(0, p).sort(), negatives.subarray(0, n).sort());
}

/** Both lists ascend. */
function merge(positives: Float64Array, negatives: Float64Array): ScoreRanking {
  const most = positives.length + negatives.length;
  const thresholds = new Float64Array(most);
  const truePositives = new Int32Array(most);
  const falsePositives = new Int32Array(most);
  let [p, n, m] = [positives.length, negatives.length, 0];
  while (p > 0 || n > 0) {
    const threshold = Math.max(positives[p - 1] ?? -Infinity, negatives[n - 1] ?? -Infinity);
    while (p > 0 && positives[p - 1] === threshold) p -= 1;
    while (n > 0 && negatives[n - 1] === threshold) n -= 1;
    thresholds[m] = threshold;
    truePositives[m] = positives.length - p;
    falsePositives[m] = negatives.length - n;
    m += 1;
  }
  return {
    thresholds: thresholds.subarray(0, m),
    truePositives: truePositives.subarray(0, m),
    falsePositives: falsePositives.subarray(0, m),
    numPositives: positives.length,
    numNegatives: negatives.length,
  };
}

function notANumber(example: number): AppError {
  return new AppError({
    code: "NOT_A_NUMBER",
    message: `The score of example ${example} is NaN.`,
    hint: "The classifier diverged: train it again, at a lower learning rate.",
  });
}

/** Corners of a ROC curve, from (0, 0) to (1, 1); three lists of equal length. */
export interface RocCurve {
  readonly falsePositiveRate: readonly number[];
  readonly truePositiveRate: readonly number[];
  /** Score from which an example is taken for positive; null for the first corner: none is. */
  readonly thresholds: readonly (number | null)[];
}

/**
 * Receiver operating characteristic. Points on a straight line between their neighbours are left out.
 *
 * @returns Null if there are no positives or no negatives. Equals scikit-learn's `roc_curve`, whose
 *   first threshold is infinite.
 * @see Fawcett 2006, doi:10.1016/j.patrec.2005.10.010.
 */
export function rocCurve(ranking: ScoreRanking): RocCurve | null {
  const { thresholds, truePositives, falsePositives, numPositives, numNegatives } = ranking;
  if (numPositives === 0 || numNegatives === 0) return null;
  const curve = {
    falsePositiveRate: [0],
    truePositiveRate: [0],
    thresholds: [null as number | null],
  };
  for (let i = 0; i < thresholds.length; i++) {
    if (onLine(falsePositives, i) && onLine(truePositives, i)) continue;
    curve.falsePositiveRate.push(falsePositives[i]! / numNegatives);
    curve.truePositiveRate.push(truePositives[i]! / numPositives);
    curve.thresholds.push(thresholds[i]!);
  }
  return curve;
}

/** Whether the step to this count is as long as the step from it. The ends are on no line. */
function onLine(counts: Int32Array, i: number): boolean {
  if (i === 0 || i === counts.length - 1) return false;
  const [before, own, after] = [counts[i - 1]!, counts[i]!, counts[i + 1]!];
  return own - before === after - own;
}

/**
 * Area under the ROC curve: the chance that a positive scores above a negative, ties counting half.
 *
 * @returns In [0, 1], 0.5 for chance; null if there are no positives or no negatives.
 * @see Hanley & McNeil 1982, doi:10.1148/radiology.143.1.7063747.
 */
export function areaUnderRoc(ranking: ScoreRanking): number | null {
  const { truePositives, falsePositives, numPositives, numNegatives } = ranking;
  if (numPositives === 0 || numNegatives === 0) return null;
  // Twice the area in whole numbers: exact.
  let twice = 0;
  for (let i = 0; i < truePositives.length; i++) {
    const width = falsePositives[i]! - (falsePositives[i - 1] ?? 0);
    twice += width * (truePositives[i]! + (truePositives[i - 1] ?? 0));
  }
  return twice / (2 * numPositives * numNegatives);
}

interface Scores {
  readonly truth: Labels;
  /** Shape [n, numClasses], row-major. */
  readonly probabilities: ArrayLike<number>;
  readonly numClasses: number;
}

/**
 * Intervals of the area under the ROC curve of each class against the rest, and of their mean: Wilson's, with the
 * sample size that has the variance of DeLong's components. Unlike a normal one it has a width at an area of 1.
 *
 * @returns Per class null where it has no examples or no others; `macro` null where no class has both.
 * @see DeLong, DeLong & Clarke-Pearson 1988, doi:10.2307/2531595; `effectiveInterval`.
 */
export function rocAreaIntervals(
  scores: Scores,
  confidence = 0.95,
): { readonly classes: readonly (Interval | null)[]; readonly macro: Interval | null } {
  const classes = Array.from({ length: scores.numClasses }, (_, k) => components(scores, k));
  const defined = classes.filter((one) => one !== null);
  return {
    classes: classes.map((one) => one && toInterval([one], confidence)),
    macro: defined.length === 0 ? null : toInterval(defined, confidence),
  };
}

/** Of the mean of some areas: what an image adds to the error of each is added up first. */
function toInterval(classes: readonly Components[], confidence: number): Interval {
  const share = classes.reduce((sum, { area }) => sum + area, 0) / classes.length;
  const size = classes.reduce((sum, one) => sum + one.size, 0) / classes.length;
  const n = classes[0]!.influence.length;
  let [variance, errors] = [0, 0];
  for (let i = 0; i < n; i++) {
    let [together, isOut] = [0, false];
    for (const { influence, outOfOrder } of classes) {
      together += influence[i]!;
      isOut ||= outOfOrder[i] === 1;
    }
    variance += (together / classes.length) ** 2;
    errors += Number(isOut);
  }
  return effectiveInterval({ share, variance, errors, size }, confidence);
}

interface Components {
  readonly area: number;
  /** Images that the area is worth where none is out of order: four times the smaller group. */
  readonly size: number;
  /** What each image adds to the area's error; its squares sum up to the variance. Shape [n]. */
  readonly influence: Float64Array;
  /** 1 for an image that scores on the wrong side of some other one. */
  readonly outOfOrder: Uint8Array;
}

/** DeLong's components of one class: for each positive the share of negatives below it, and the other way round. */
function components(
  { truth, probabilities, numClasses }: Scores,
  positive: number,
): Components | null {
  const n = truth.length;
  const own = Float64Array.from({ length: n }, (_, i) => probabilities[i * numClasses + positive]!);
  const positives = own.filter((_, i) => truth[i] === positive).sort();
  const negatives = own.filter((_, i) => truth[i] !== positive).sort();
  if (positives.length === 0 || negatives.length === 0) return null;
  const shares = own.map((score, i) =>
    truth[i] === positive
      ? rank(negatives, score) / negatives.length
      : 1 - rank(positives, score) / positives.length,
  );
  let area = 0;
  for (const [i, share] of shares.entries()) {
    if (truth[i] === positive) area += share / positives.length;
  }
  const influence = shares.map((share, i) => {
    const size = truth[i] === positive ? positives.length : negatives.length;
    return (share - area) / Math.sqrt(size * Math.max(1, size - 1));
  });
  const outOfOrder = Uint8Array.from(shares, (share) => Number(share < 1));
  return { area, influence, outOfOrder, size: 4 * Math.min(positives.length, negatives.length) };
}

/** How many of the ascending values lie below, those equal counting half. */
function rank(ascending: Float64Array, value: number): number {
  return (firstAbove(ascending, value, true) + firstAbove(ascending, value, false)) / 2;
}

/** The first position from which on all values are above; or at least as high. */
function firstAbove(ascending: Float64Array, value: number, orEqual: boolean): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = ascending[middle]!;
    if (one > value || (orEqual && one === value)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Points of a precision-recall curve, recall ascending; three lists of equal length. */
export interface PrecisionRecallCurve {
  readonly recall: readonly number[];
  readonly precision: readonly number[];
  /** Score from which an example is taken for positive; null for the first point: none is. */
  readonly thresholds: readonly (number | null)[];
}

/**
 * Precision against recall. It begins at recall 0 with precision 1, as is the custom, and leaves out
 * points between two others of the same recall.
 *
 * @returns Null if there are no positives. Equals scikit-learn's `precision_recall_curve` with
 *   `drop_intermediate=True`, in reverse order.
 * @see Davis & Goadrich 2006, doi:10.1145/1143844.1143874.
 */
export function precisionRecallCurve(ranking: ScoreRanking): PrecisionRecallCurve | null {
  const { thresholds, truePositives, falsePositives, numPositives } = ranking;
  if (numPositives === 0) return null;
  const curve = { recall: [0], precision: [1], thresholds: [null as number | null] };
  for (let i = 0; i < thresholds.length; i++) {
    const hits = truePositives[i]!;
    if (hits === truePositives[i - 1] && hits === truePositives[i + 1]) continue;
    curve.recall.push(hits / numPositives);
    curve.precision.push(hits / (hits + falsePositives[i]!));
    curve.thresholds.push(thresholds[i]!);
  }
  return curve;
}

/**
 * Average precision: the area under the precision-recall curve as the sum Σ (R_i - R_{i-1}) P_i,
 * without the trapezoids that would flatter it.
 *
 * @returns In [0, 1]; the share of positives for chance; null if there are no positives. Equals
 *   scikit-learn's `average_precision_score`.
 */
export function averagePrecision(ranking: ScoreRanking): number | null {
  const { truePositives, falsePositives, numPositives } = ranking;
  if (numPositives === 0) return null;
  let sum = 0;
  for (let i = 0; i < truePositives.length; i++) {
    const hits = truePositives[i]!;
    sum += ((hits - (truePositives[i - 1] ?? 0)) * hits) / (hits + falsePositives[i]!);
  }
  return sum / numPositives;
}
