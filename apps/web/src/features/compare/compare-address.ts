import type { ComparedRun } from "./compared-run.ts";

/**
 * The address of a comparison.
 *
 * @param ids In the order in which the runs were chosen.
 * @param baseline Id of the run that the others are held against.
 */
export function compareAddress(ids: readonly number[], baseline: number): string {
  return `/compare?runs=${ids.join(",")}&baseline=${baseline}`;
}

/** The run that the others are held against: the one that was asked for, else the first. */
export function findBaseline(
  runs: readonly ComparedRun[],
  asked: number | null,
): ComparedRun | undefined {
  return runs.find(({ run }) => run.id === asked) ?? runs[0];
}
