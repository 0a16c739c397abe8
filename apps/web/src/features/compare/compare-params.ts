import type { ComparedRun } from "./compared-run.ts";

/** What is chosen within the parts of a comparison, as it stands in the address. */
export interface CompareParams {
  /** Whose difference is shown. */
  readonly pair?: string | readonly string[] | undefined;
  /** Whose pictures are shown below the matrices. */
  readonly cell?: string | readonly string[] | undefined;
  /** Which pictures on which the runs part. */
  readonly group?: string | readonly string[] | undefined;
  /** Name of the class whose ROC curves are shown. */
  readonly class?: string | readonly string[] | undefined;
}

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
