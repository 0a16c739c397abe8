import type { RunTableRow } from "@graft/db";
import { secondsTaken } from "../run-words.ts";
import type { RunsQuery, SortKey } from "./runs-query.ts";

export interface RunGroup {
  /** Null for the one list of all runs. */
  readonly experiment: RunTableRow["experiment"] | null;
  readonly runs: readonly RunTableRow[];
  /** For each repeat with two methods or more: the newest finished run of each method. */
  readonly comparisons: readonly { readonly repeat: number; readonly runIds: readonly number[] }[];
}

/** Sorts the runs and puts them under their experiments, the one with the newest run first. */
export function arrangeRuns(rows: readonly RunTableRow[], query: RunsQuery, now: Date): RunGroup[] {
  const value = SORT_VALUES[query.sort];
  const sign = query.direction === "asc" ? 1 : -1;
  const sorted = rows.toSorted((a, b) => {
    const [x, y] = [value(a, now), value(b, now)];
    // What is missing comes last in either direction; equal ones stay newest first.
    if (x === null || y === null) return Number(x === null) - Number(y === null) || b.id - a.id;
    if (x === y) return b.id - a.id;
    return x < y ? -sign : sign;
  });
  if (!query.grouped) return [{ experiment: null, runs: sorted, comparisons: [] }];
  const newestFirst = rows.toSorted((a, b) => b.id - a.id);
  const experiments = new Map(newestFirst.map((run) => [run.experiment.id, run.experiment]));
  return [...experiments.values()].map((experiment) => {
    const runs = sorted.filter((run) => run.experiment.id === experiment.id);
    return { experiment, runs, comparisons: comparisonsOf(runs) };
  });
}

const SORT_VALUES: Readonly<
  Record<SortKey, (run: RunTableRow, now: Date) => string | number | null>
> = {
  started: (run) => run.startedAt?.getTime() ?? null,
  method: (run) => run.method,
  status: (run) => run.status,
  accuracy: (run) => run.accuracy,
  repeat: (run) => run.repeat,
  backend: (run) => run.backend,
  duration: (run, now) => secondsTaken(run, now),
};

function comparisonsOf(runs: readonly RunTableRow[]): RunGroup["comparisons"] {
  const repeats = [...new Set(runs.map((run) => run.repeat))].sort((a, b) => a - b);
  return repeats.flatMap((repeat) => {
    const newest = new Map<string, number>();
    for (const run of runs) {
      if (run.repeat !== repeat || run.accuracy === null) continue;
      newest.set(run.method, Math.max(run.id, newest.get(run.method) ?? 0));
    }
    const runIds = [...newest.values()].sort((a, b) => a - b);
    return runIds.length > 1 ? [{ repeat, runIds }] : [];
  });
}
