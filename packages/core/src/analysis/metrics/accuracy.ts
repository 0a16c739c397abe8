import { checkLabelPairs, type Labels } from "./labels.ts";

/**
 * Fraction of the examples whose predicted class is the true one.
 *
 * @param truth Shape [n].
 * @param predicted Shape [n], in the same order.
 * @returns In [0, 1], not a percentage.
 * @throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH or LABEL_OUT_OF_RANGE.
 */
export function accuracy(truth: Labels, predicted: Labels): number {
  checkLabelPairs(truth, predicted, Number.POSITIVE_INFINITY);
  let hits = 0;
  for (let i = 0; i < truth.length; i++) if (truth[i] === predicted[i]) hits += 1;
  return hits / truth.length;
}
