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
export function checkNotEmpty(truth: Labels): void {
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
