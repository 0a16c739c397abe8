import { AppError } from "../../contract/errors.ts";
import { checkLabelPairs, type Labels } from "./labels.ts";

/** What is kept when all examples are rejected whose confidence is below a threshold. */
export interface RejectionPoint {
  readonly threshold: number;
  /** Fraction of the examples rejected, in [0, 1). */
  readonly rejectionRate: number;
  /** Accuracy on the rest, in [0, 1]. */
  readonly accuracy: number;
}

/**
 * Accuracy against rejection rate, the threshold sweeping over every confidence that occurs.
 *
 * @param truth Shape [n].
 * @param predicted Shape [n].
 * @param confidence Highest probability of each example, shape [n].
 * @returns From nothing rejected to only the most certain kept; at most n points.
 * @throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH, LABEL_OUT_OF_RANGE or NOT_A_NUMBER.
 * @see Nadeem, Zucker & Hanczar 2009, https://proceedings.mlr.press/v8/nadeem10a.html.
 */
export function rejectionCurve(
  truth: Labels,
  predicted: Labels,
  confidence: ArrayLike<number>,
): RejectionPoint[] {
  checkLabelPairs(truth, predicted, Number.POSITIVE_INFINITY);
  checkConfidences(confidence, truth.length);
  const order = Array.from(truth, (_, i) => i).sort((a, b) => confidence[b]! - confidence[a]!);
  const points: RejectionPoint[] = [];
  let hits = 0;
  for (const [rank, i] of order.entries()) {
    if (truth[i] === predicted[i]) hits += 1;
    const next = order[rank + 1];
    if (next !== undefined && confidence[next] === confidence[i]) continue;
    points.push({
      threshold: confidence[i]!,
      rejectionRate: 1 - (rank + 1) / order.length,
      accuracy: hits / (rank + 1),
    });
  }
  return points.reverse();
}

function checkConfidences(confidence: ArrayLike<number>, numExamples: number): void {
  if (confidence.length !== numExamples) {
    throw new AppError({
      code: "SHAPE_MISMATCH",
      message: `${confidence.length} confidences for ${numExamples} examples.`,
      hint: "Give the highest probability of each example.",
    });
  }
  for (let i = 0; i < numExamples; i++) {
    if (!Number.isNaN(confidence[i])) continue;
    throw new AppError({
      code: "NOT_A_NUMBER",
      message: `The confidence of example ${i} is NaN.`,
      hint: "The classifier diverged: train it again, at a lower learning rate.",
    });
  }
}
