import { accuracy, mostProbable, surprise } from "@graft/core/metrics";
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
 * @returns `brier`, the Brier score of each image, in [0, 2]: the squared distance of its probabilities from
 *   those of certainty. `logLoss`, the sum of the negative log-likelihoods in nats. `correct`, a count.
 */
export function scoreImages(
  probabilities: Float64Array,
  { labels, classNames }: TransferTask,
  positions: Int32Array,
): { brier: number[]; logLoss: number; correct: number } {
  const numClasses = classNames.length;
  const predicted = mostProbable(probabilities, numClasses);
  const scores = { brier: [] as number[], logLoss: 0, correct: 0 };
  for (const [row, position] of positions.entries()) {
    const label = labels[position]!;
    const own = probabilities.subarray(row * numClasses, (row + 1) * numClasses);
    scores.brier.push(own.reduce((sum, p, k) => sum + (p - Number(k === label)) ** 2, 0));
    scores.logLoss += surprise(own[label]!);
    if (predicted[row] === label) scores.correct += 1;
  }
  return scores;
}
