import { duration } from "@graft/core/analysis/format";

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
