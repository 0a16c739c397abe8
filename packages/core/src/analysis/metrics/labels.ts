import { AppError } from "../../contract/errors.ts";

/** Class numbers, one per example. */
export type Labels = ArrayLike<number>;

/**
 * @throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH or LABEL_OUT_OF_RANGE.
 */
export function checkLabelPairs(truth: Labels, predicted: Labels, numClasses: number): void {
  checkNotEmpty(truth);
  if (truth.length !== predicted.length) {
    throw new AppError({
      code: "SHAPE_MISMATCH",
      message: `${truth.length} true classes, but ${predicted.length} predicted ones.`,
      hint: "Give one prediction per example, in the same order.",
    });
  }
  checkLabels(truth, numClasses);
  checkLabels(predicted, numClasses);
}

/**
 * @throws {AppError} EMPTY_INPUT.
 */
function checkNotEmpty(truth: Labels): void {
  if (truth.length > 0) return;
  throw new AppError({
    code: "EMPTY_INPUT",
    message: "There are no predictions to measure.",
    hint: "Give at least one example.",
  });
}

/**
 * @throws {AppError} LABEL_OUT_OF_RANGE.
 */
export function checkLabels(labels: Labels, numClasses: number): void {
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (Number.isInteger(label) && label >= 0 && label < numClasses) continue;
    throw new AppError({
      code: "LABEL_OUT_OF_RANGE",
      message: `Example ${i} has the class ${label}, but there are ${numClasses} classes.`,
      hint: `Number the classes from 0 to ${numClasses - 1}.`,
    });
  }
}

/** How far a row may sum from 1: a softmax over 10,000 classes in float32 stays below it. */
const SUM_TOLERANCE = 1e-4;

/**
 * @param truth Shape [n].
 * @param probabilities Shape [n, numClasses], row-major; each row sums to 1.
 * @throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH, LABEL_OUT_OF_RANGE, NOT_A_NUMBER or
 *   NOT_A_DISTRIBUTION.
 */
export function checkProbabilities(
  truth: Labels,
  probabilities: ArrayLike<number>,
  numClasses: number,
): void {
  checkNotEmpty(truth);
  if (probabilities.length !== truth.length * numClasses) {
    throw new AppError({
      code: "SHAPE_MISMATCH",
      message: `${probabilities.length} probabilities for ${truth.length} examples and ${numClasses} classes.`,
      hint: "Give one probability per example and class, example after example.",
    });
  }
  checkLabels(truth, numClasses);
  checkDistributions(probabilities, numClasses);
}

/**
 * @param probabilities Shape [n, numClasses], row-major.
 * @throws {AppError} SHAPE_MISMATCH, NOT_A_NUMBER or NOT_A_DISTRIBUTION.
 */
export function checkDistributions(probabilities: ArrayLike<number>, numClasses: number): void {
  if (!(numClasses >= 1) || probabilities.length % numClasses !== 0) {
    throw new AppError({
      code: "SHAPE_MISMATCH",
      message: `${probabilities.length} probabilities cannot be split into rows of ${numClasses} classes.`,
      hint: "Give one probability per example and class, example after example.",
    });
  }
  for (let start = 0; start < probabilities.length; start += numClasses) {
    let sum = 0;
    for (let k = 0; k < numClasses; k++) {
      const p = probabilities[start + k]!;
      // Written so that NaN fails it.
      if (!(p >= 0 && p <= 1 + SUM_TOLERANCE)) throw noProbability(p, start / numClasses);
      sum += p;
    }
    if (Math.abs(sum - 1) > SUM_TOLERANCE) {
      throw new AppError({
        code: "NOT_A_DISTRIBUTION",
        message: `The probabilities of example ${start / numClasses} sum to ${sum}, not to 1.`,
        hint: "Give probabilities, not scores: a softmax makes them of logits.",
      });
    }
  }
}

function noProbability(value: number, example: number): AppError {
  if (Number.isNaN(value)) {
    return new AppError({
      code: "NOT_A_NUMBER",
      message: `A probability of example ${example} is NaN.`,
      hint: "The classifier diverged: train it again, at a lower learning rate.",
    });
  }
  return new AppError({
    code: "NOT_A_DISTRIBUTION",
    message: `Example ${example} has a probability of ${value}.`,
    hint: "Give probabilities between 0 and 1.",
  });
}
