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

/** The runs that were tested, the most accurate first, each with a name of its own. */
export function toCompared(runs: readonly Read[]): ComparedRun[] {
  const methods = runs.map(({ run }) => run.method);
  return runs
    .flatMap(({ run, predictions }) => {
      const estimate = estimateAccuracy(accuracyOf(predictions), predictions.length);
      if (!estimate) return [];
      const unique = methods.filter((method) => method === run.method).length === 1;
      return [
        { run, predictions, estimate, name: unique ? run.method : `${run.method} (run ${run.id})` },
      ];
    })
    .sort((a, b) => b.estimate.value - a.estimate.value || a.run.id - b.run.id);
}

function accuracyOf(predictions: readonly TestPrediction[]): number | null {
  if (predictions.length === 0) return null;
  return predictions.filter((p) => p.predicted === p.trueLabel).length / predictions.length;
}
