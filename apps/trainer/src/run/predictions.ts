import { mostProbable } from "@graft/core/analysis/metrics";
import { AppError } from "@graft/core/contract/errors";
import type { TransferTask } from "../methods/transfer-method.ts";

export interface PredictionRow {
  readonly imageId: number;
  /** Label indices. */
  readonly trueLabel: number;
  readonly predicted: number;
  /** Per label index; they sum to 1. */
  readonly probabilities: number[];
}

/**
 * One row per test image from the class probabilities of a method.
 *
 * @param probabilities Shape [numTest, numClasses], in the order of `task.test`.
 * @param imageIds Database ids by position in the data set.
 * @throws {AppError} SHAPE_MISMATCH, or TRAINING_DIVERGED when a probability is not a number.
 */
export function toPredictions(
  probabilities: Float64Array,
  task: Pick<TransferTask, "test" | "labels" | "classNames">,
  imageIds: readonly number[],
): { rows: PredictionRow[]; correct: number } {
  const numClasses = task.classNames.length;
  if (probabilities.length !== task.test.length * numClasses) {
    throw new AppError({
      code: "SHAPE_MISMATCH",
      message: `${probabilities.length} probabilities for ${task.test.length} images and ${numClasses} classes`,
      hint: "A method must give one probability per test image and class.",
    });
  }
  const classes = mostProbable(probabilities, numClasses);
  let correct = 0;
  const rows = Array.from(task.test, (position, row) => {
    const ofImage = Array.from(probabilities.subarray(row * numClasses, (row + 1) * numClasses));
    if (!ofImage.every(Number.isFinite)) throw diverged();
    const predicted = classes[row]!;
    const trueLabel = task.labels[position]!;
    if (predicted === trueLabel) correct += 1;
    return { imageId: imageIds[position]!, trueLabel, predicted, probabilities: ofImage };
  });
  return { rows, correct };
}

function diverged(): AppError {
  return new AppError({
    code: "TRAINING_DIVERGED",
    message: "The trained net produced NaN or infinite outputs",
    hint: "Lower the learning rate of this method.",
  });
}
