import { confusionMatrix } from "./confusion-matrix.ts";
import type { Labels } from "./labels.ts";

/** One class against all others. A fraction whose denominator is 0 is null, not 0. */
export interface ClassScores {
  /** Of the examples taken for this class, the fraction that is of it. */
  readonly precision: number | null;
  /** Of the examples of this class, the fraction that was recognised. */
  readonly recall: number | null;
  /** Harmonic mean of the two: 2 TP / (2 TP + FP + FN). */
  readonly f1: number | null;
  /** Number of examples of this class. */
  readonly support: number;
}

/**
 * Precision, recall, F1 and support of each class.
 *
 * @param truth Shape [n].
 * @param predicted Shape [n], in the same order.
 * @returns Shape [numClasses]. Equals scikit-learn's `precision_recall_fscore_support` with
 *   `zero_division=nan`.
 * @throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH or LABEL_OUT_OF_RANGE.
 */
export function classReport(truth: Labels, predicted: Labels, numClasses: number): ClassScores[] {
  const { counts } = confusionMatrix(truth, predicted, numClasses);
  return counts.map((row, k) => {
    const hits = row[k]!;
    const support = row.reduce((sum, count) => sum + count, 0);
    const claimed = counts.reduce((sum, other) => sum + other[k]!, 0);
    return {
      precision: ratio(hits, claimed),
      recall: ratio(hits, support),
      f1: ratio(2 * hits, support + claimed),
      support,
    };
  });
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
