import { checkLabelPairs, type Labels } from "./labels.ts";

export interface ConfusionMatrix {
  /** `counts[i][j]`: examples of class i that were taken for class j. */
  readonly counts: number[][];
}

/**
 * Counts of true class (rows) by predicted class (columns).
 *
 * @param truth Shape [n].
 * @param predicted Shape [n], in the same order.
 * @throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH or LABEL_OUT_OF_RANGE.
 */
export function confusionMatrix(
  truth: Labels,
  predicted: Labels,
  numClasses: number,
): ConfusionMatrix {
  checkLabelPairs(truth, predicted, numClasses);
  const counts = Array.from({ length: numClasses }, () => Array<number>(numClasses).fill(0));
  for (let i = 0; i < truth.length; i++) counts[truth[i]!]![predicted[i]!]! += 1;
  return { counts };
}
