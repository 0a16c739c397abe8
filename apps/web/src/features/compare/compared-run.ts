import { nameRuns } from "@graft/core/analysis/comparability";
import type { RunDetail, TestPrediction } from "@graft/db";
import type { Estimate } from "@graft/ui/charts/intervals";
import { estimateAccuracy } from "../shared/run-words.ts";

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

/** The run that others are compared with: the one asked for, else the first. */
export function findBaseline(
  runs: readonly ComparedRun[],
  asked: number | null,
): ComparedRun | undefined {
  return runs.find(({ run }) => run.id === asked) ?? runs[0];
}

/**
 * Accuracy of always answering the class that is commonest among the test images, in (0, 1]; null where
 * it is not the same for all the runs.
 */
export function commonestClassShare(runs: readonly ComparedRun[]): number | null {
  const shares = new Set(
    runs.map(({ predictions }) => {
      const counts = new Map<number, number>();
      for (const { trueLabel } of predictions) {
        counts.set(trueLabel, (counts.get(trueLabel) ?? 0) + 1);
      }
      return Math.max(...counts.values()) / predictions.length;
    }),
  );
  const [share] = shares;
  return shares.size === 1 && share !== undefined ? share : null;
}

/** The part of a compared run that is sent to the browser. */
export interface ShownRun {
  readonly id: number;
  readonly name: string;
  readonly method: string;
}
