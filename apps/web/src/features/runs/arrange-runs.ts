import type { RunTableRow } from "@graft/db";
import { repeatNumber, secondsTaken } from "../run-words.ts";
import type { RunsQuery, SortKey } from "./runs-query.ts";

export interface RunGroup {
  readonly key: string;
  /** Null for the one list of all runs. */
  readonly experiment: RunTableRow["experiment"] | null;
  readonly runs: readonly RunTableRow[];
  /** Of the group, also where only the first of them are shown. */
  readonly numRuns: number;
  readonly comparisons: readonly Comparable[];
}

/** On one split, the newest finished run of each method: what is fair to compare. */
interface Comparable {
  /** What tells it from the others; null if it is the only one. */
  readonly label: string | null;
  readonly runIds: readonly number[];
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
  if (!query.grouped) {
    return [
      { key: "all", experiment: null, runs: sorted, numRuns: sorted.length, comparisons: [] },
    ];
  }
  const newestFirst = rows.toSorted((a, b) => b.id - a.id);
  const experiments = new Map(newestFirst.map((run) => [groupKey(run), run.experiment]));
  return [...experiments].map(([key, experiment]) => {
    const runs = sorted.filter((run) => groupKey(run) === key);
    return { key, experiment, runs, numRuns: runs.length, comparisons: comparisonsOf(runs) };
  });
}

/** The first `most` rows of the groups; a group of which nothing is left is left out. */
export function firstRows(groups: readonly RunGroup[], most: number): RunGroup[] {
  let left = most;
  return groups.flatMap((group) => {
    const runs = group.runs.slice(0, left);
    left -= runs.length;
    return runs.length > 0 ? [{ ...group, runs }] : [];
  });
}

/** Runs of one name on one data set belong together, also where a setting was changed between them. */
function groupKey({ experiment }: RunTableRow): string {
  return `${experiment.datasetId} ${experiment.name}`;
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

function comparisonsOf(runs: readonly RunTableRow[]): Comparable[] {
  const splitIds = new Set(runs.map((run) => run.splitId));
  const found = [...splitIds].flatMap((splitId) => {
    const tested = runs.filter((run) => run.splitId === splitId && run.accuracy !== null);
    const oldestFirst = tested.sort((a, b) => a.id - b.id);
    const newest = new Map(oldestFirst.map((run) => [run.method, run]));
    const [first] = newest.values();
    return first && newest.size > 1
      ? [{ first, ids: [...newest.values()].map((run) => run.id) }]
      : [];
  });
  const repeats = new Set(found.map(({ first }) => first.repeat));
  const distinct = repeats.size === found.length;
  return found
    .sort((a, b) => a.first.repeat - b.first.repeat || a.first.seed - b.first.seed)
    .map(({ first, ids }) => {
      const label = distinct ? repeatNumber(first.repeat) : `seed ${first.seed}`;
      return { label: found.length > 1 ? label : null, runIds: ids.sort((a, b) => a - b) };
    });
}
