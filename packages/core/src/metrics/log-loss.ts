import { AppError } from "../errors.ts";
import { checkLabels, type Labels } from "./labels.ts";

/**
 * Mean of -ln p over the examples, p the probability given to the true class.
 *
 * p is first clipped to [e, 1 - e] with e = 2^-52, as scikit-learn's `log_loss` does for doubles:
 * one certain mistake costs 36.04, not infinity.
 *
 * @param truth Shape [n].
 * @param probabilities Shape [n, numClasses], row-major.
 * @returns In nats; 0 is perfect, ln(numClasses) is what equal probabilities give.
 * @throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH or LABEL_OUT_OF_RANGE.
 */
export function logLoss(
  truth: Labels,
  probabilities: ArrayLike<number>,
  numClasses: number,
): number {
  if (truth.length === 0) {
    throw new AppError({
      code: "EMPTY_INPUT",
      message: "There are no probabilities to measure.",
      hint: "Give at least one example.",
    });
  }
  if (probabilities.length !== truth.length * numClasses) {
    throw new AppError({
      code: "SHAPE_MISMATCH",
      message: `${probabilities.length} probabilities for ${truth.length} examples and ${numClasses} classes.`,
      hint: "Give one probability per example and class, example after example.",
    });
  }
  checkLabels(truth, numClasses);
  let sum = 0;
  for (let i = 0; i < truth.length; i++) {
    const p = probabilities[i * numClasses + truth[i]!]!;
    sum -= Math.log(Math.min(Math.max(p, Number.EPSILON), 1 - Number.EPSILON));
  }
  return sum / truth.length;
}
