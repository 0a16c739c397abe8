import { accuracy, mostProbable, surprise } from "@graft/core/analysis/metrics";
import type { TransferTask } from "./transfer-method.ts";

/**
 * Mean log-loss in nats (core's, with its clip) and accuracy of probabilities, for choices and for
 * watching a training. Unlike core's `logLoss` it takes what a diverged net says: the loss is then NaN.
 *
 * @param probabilities Shape [positions.length, numClasses], row-major.
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
    loss += surprise(probabilities[row * numClasses + label]!);
  }
  return {
    loss: loss / truth.length,
    accuracy: accuracy(truth, mostProbable(probabilities, numClasses)),
  };
}

/**
 * What probabilities are worth on images of known class.
 *
 * @param probabilities Shape [positions.length, numClasses], row-major.
 * @returns `errors`: 1 for each image whose most probable class is wrong, else 0. `logLoss`: the sum of the
 *   negative log-likelihoods in nats.
 */
export function scoreImages(
  probabilities: Float64Array,
  { labels, classNames }: TransferTask,
  positions: Int32Array,
): { errors: number[]; logLoss: number } {
  const numClasses = classNames.length;
  const predicted = mostProbable(probabilities, numClasses);
  const scores = { errors: [] as number[], logLoss: 0 };
  for (const [row, position] of positions.entries()) {
    const label = labels[position]!;
    scores.logLoss += surprise(probabilities[row * numClasses + label]!);
    scores.errors.push(Number(predicted[row] !== label));
  }
  return scores;
}
