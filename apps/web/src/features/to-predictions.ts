import type { Predictions } from "@graft/core/analysis/metrics";
import type { TestPrediction } from "@graft/db";

/** What a run said of its test images, as measurements take it. */
export function toPredictions(
  numClasses: number,
  predictions: readonly TestPrediction[],
): Predictions {
  return {
    truth: predictions.map(({ trueLabel }) => trueLabel),
    probabilities: predictions.flatMap(({ probabilities }) => probabilities),
    numClasses,
  };
}
