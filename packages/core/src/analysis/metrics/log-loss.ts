import { checkProbabilities } from "./check-probabilities.ts";
import type { Labels } from "./labels.ts";

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
