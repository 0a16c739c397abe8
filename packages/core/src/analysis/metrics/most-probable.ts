import { AppError } from "../../contract/errors.ts";

/**
 * The most probable class of each example; a tie goes to the lowest class number.
 *
 * @param probabilities Shape [n, numClasses], row-major.
 * @returns Shape [n].
 * @throws {AppError} SHAPE_MISMATCH.
 */
export function mostProbable(probabilities: ArrayLike<number>, numClasses: number): Int32Array {
  if (!(numClasses >= 1) || probabilities.length % numClasses !== 0) {
    throw new AppError({
      code: "SHAPE_MISMATCH",
      message: `${probabilities.length} probabilities are no rows of ${numClasses} classes.`,
      hint: "Give one probability per example and class, example after example.",
    });
  }
  const classes = new Int32Array(probabilities.length / numClasses);
  for (let row = 0; row < classes.length; row++) {
    const start = row * numClasses;
    let best = 0;
    for (let k = 1; k < numClasses; k++) {
      if (probabilities[start + k]! > probabilities[start + best]!) best = k;
    }
    classes[row] = best;
  }
  return classes;
}
