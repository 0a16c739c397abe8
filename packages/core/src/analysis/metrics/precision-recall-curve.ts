import type { ScoreRanking } from "./rank-scores.ts";

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
