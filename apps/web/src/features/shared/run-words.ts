import { duration } from "@graft/core/analysis/format";
import type { Predictions } from "@graft/core/analysis/metrics";
import { wilsonInterval } from "@graft/core/analysis/stats";
import type { TestPrediction } from "@graft/db";
import type { Estimate } from "@graft/ui/charts/intervals";

/** A repeat as people count, from 1. */
export function repeatNumber(repeat: number): string {
  return `repeat ${repeat + 1}`;
}

interface Times {
  readonly status: string;
  /** As the run itself measured it; null until it finished. */
  readonly seconds: number | null;
  readonly startedAt: Date | null;
  readonly heartbeatAt: Date | null;
  readonly finishedAt: Date | null;
}

/** Seconds a run has taken so far, or took: to its end, its last sign of life, or now while it runs. */
export function secondsTaken(run: Times, now: Date): number | null {
  if (run.seconds !== null) return run.seconds;
  if (!run.startedAt) return null;
  const end = run.status === "running" ? now : (run.finishedAt ?? run.heartbeatAt);
  return end ? Math.max(0, (end.getTime() - run.startedAt.getTime()) / 1000) : null;
}

/** The same as a person reads it; a dash if it never started. */
export function timeTaken(run: Times, now: Date): string {
  const seconds = secondsTaken(run, now);
  return seconds === null ? "–" : duration(seconds);
}

/** An accuracy with its Wilson 95% interval; null where there is nothing to estimate it from. */
export function estimateAccuracy(accuracy: number | null, numTest: number): Estimate | null {
  if (accuracy === null || numTest === 0) return null;
  return { value: accuracy, ...wilsonInterval(Math.round(accuracy * numTest), numTest) };
}

/** A run's predictions in the form that measurements take. */
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

/** The address of an image: its content hash, nothing else. */
export function imageAddress(hash: string): string {
  return `/api/images/${hash}`;
}
