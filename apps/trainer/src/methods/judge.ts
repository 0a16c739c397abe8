import { accuracy, mostProbable, surprise } from "@graft/core/metrics";
import type { TransferTask } from "./transfer-method.ts";

/**
 * Mean log-loss in nats and accuracy of probabilities, for choices and for watching a training.
 *
 * @param probabilities Shape [positions.length, numClasses], row-major. One of 0 counts as the least
 *   positive number.
 */
export function judge(
  probabilities: Float64Array,
  { labels, classNames }: TransferTask,
  positions: Int32Array,
): { loss: number; accuracy: number } {
  const numClasses = classNames.length;
  const truth = positions.map((position) => labels[position]!);
  let loss = 0;
  for (const [row, label] of truth.entries()) {
    loss -= Math.log(Math.max(probabilities[row * numClasses + label]!, Number.MIN_VALUE));
  }
  return {
    loss: loss / truth.length,
    accuracy: accuracy(truth, mostProbable(probabilities, numClasses)),
  };
}

/**
 * Negative log-likelihood of each image in nats, and how many are classified correctly.
 *
 * @param probabilities Shape [positions.length, numClasses], row-major.
 */
export function imageLosses(
  probabilities: Float64Array,
  { labels, classNames }: TransferTask,
  positions: Int32Array,
): { losses: number[]; correct: number } {
  const numClasses = classNames.length;
  const predicted = mostProbable(probabilities, numClasses);
  const truth = Array.from(positions, (position) => labels[position]!);
  return {
    losses: truth.map((label, row) => surprise(probabilities[row * numClasses + label]!)),
    correct: truth.filter((label, row) => predicted[row] === label).length,
  };
}
