import type { ScoreRanking } from "./rank-scores.ts";

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
