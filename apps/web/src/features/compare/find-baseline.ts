import type { ComparedRun } from "./compared-run.ts";

/** The run that the others are held against: the one that was asked for, else the first. */
export function findBaseline(
  runs: readonly ComparedRun[],
  asked: number | null,
): ComparedRun | undefined {
  return runs.find(({ run }) => run.id === asked) ?? runs[0];
}
