import { nameRuns } from "@graft/core/analysis/comparability";
import type { RunDetail, TestPrediction } from "@graft/db";
import type { Estimate } from "@graft/ui/prepare-axis";
import { estimateAccuracy } from "../estimate.ts";

/** A run with its predictions, as a comparison sees it. */
export interface ComparedRun {
  readonly run: RunDetail;
  /** Its method; with the run's number where two runs share a method. */
  readonly name: string;
  readonly estimate: Estimate;
  readonly predictions: readonly TestPrediction[];
}

type Read = Pick<ComparedRun, "run" | "predictions">;

/** The runs that were tested, the most accurate first, equal ones in the order given; each with a name. */
export function toCompared(runs: readonly Read[]): ComparedRun[] {
  const names = nameRuns(runs.map(({ run }) => run));
  return runs
    .flatMap(({ run, predictions }, i) => {
      const estimate = estimateAccuracy(accuracyOf(predictions), predictions.length);
      return estimate ? [{ run, predictions, estimate, name: names[i] ?? run.method }] : [];
    })
    .sort((a, b) => b.estimate.value - a.estimate.value);
}

function accuracyOf(predictions: readonly TestPrediction[]): number | null {
  if (predictions.length === 0) return null;
  return predictions.filter((p) => p.predicted === p.trueLabel).length / predictions.length;
}
