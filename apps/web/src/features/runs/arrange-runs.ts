import {
  type CorrectedMean,
  correctedInterval,
  samplingVarianceOf,
} from "@graft/core/analysis/stats";
import type { RunTableRow } from "@graft/db";
import { repeatNumber } from "../shared/run-words.ts";
import { type RunsQuery, sortValue } from "./runs-query.ts";

/** A line of the table. */
export type TableLine = HeadingLine | RepeatsLine | RunLine;

export interface HeadingLine {
  readonly kind: "heading";
  readonly key: string;
  readonly experiment: RunTableRow["experiment"];
  readonly numRuns: number;
  readonly comparisons: readonly Comparable[];
}

/** A mean over the splits of repeats; its interval allows for the images that the splits share. */
type RepeatsMean = CorrectedMean & {
  /** Runs it is made of: of several on one split their mean counts as one. */
  readonly n: number;
};

/** Runs that differ in seed and repeat only, summed up. */
export interface RepeatsLine {
  readonly kind: "repeats";
  readonly key: string;
  readonly method: string;
  readonly runIds: readonly number[];
  /** Over those that were tested; null if none was. */
  readonly accuracy: RepeatsMean | null;
  /** Mean duration of those that finished, in seconds. */
  readonly seconds: number | null;
  readonly open: boolean;
}

export interface RunLine {
  readonly kind: "run";
  readonly key: string;
  readonly run: RunTableRow;
  /** It is shown below a line of repeats. */
  readonly inner: boolean;
}

/** The newest finished run of each method on one split, which are comparable. */
interface Comparable {
  /** Tells it from the others; null if it is the only one. */
  readonly label: string | null;
  readonly runIds: readonly number[];
}

export interface Arrangement {
  readonly query: Pick<RunsQuery, "sort" | "direction" | "group">;
  /** Keys of the lines of repeats that are open. */
  readonly open: ReadonlySet<string>;
  readonly now: Date;
}

/** The table from top to bottom: pinned runs first, then under their experiments, the newest first. */
export function arrangeRuns(rows: readonly RunTableRow[], arrangement: Arrangement): TableLine[] {
  const sorted = sortRuns(rows, arrangement);
  if (arrangement.query.group === "none") return sorted.map((run) => runLine(run, false));
  const experiments = new Map<string, RunTableRow[]>();
  for (const run of rows.toSorted((a, b) => b.id - a.id)) experiments.set(groupKey(run), []);
  for (const run of sorted) experiments.get(groupKey(run))?.push(run);
  return [...experiments].flatMap(([key, runs]) => {
    const [first] = runs;
    if (!first) return [];
    const heading = {
      kind: "heading",
      key,
      experiment: first.experiment,
      numRuns: runs.length,
      comparisons: comparisonsOf(runs),
    } as const;
    const lines =
      arrangement.query.group === "repeats"
        ? repeatLines(runs, arrangement)
        : runs.map((run) => runLine(run, false));
    return [heading, ...lines];
  });
}

function sortRuns(
  rows: readonly RunTableRow[],
  { query: { sort, direction }, now }: Arrangement,
): RunTableRow[] {
  const sign = direction === "asc" ? 1 : -1;
  const values = new Map(rows.map((run) => [run.id, sortValue(sort, run, now)]));
  return rows.toSorted((a, b) => {
    if (a.pinned !== b.pinned) return a.pinned ? -1 : 1;
    const [x = null, y = null] = [values.get(a.id), values.get(b.id)];
    // Missing values come last in either direction; equal ones stay newest first.
    if (x === null || y === null) return Number(x === null) - Number(y === null) || b.id - a.id;
    if (x === y) return b.id - a.id;
    if (typeof x !== typeof y) return typeof x === "number" ? -1 : 1;
    return x < y ? -sign : sign;
  });
}

/** Runs of one name on one data set belong together, also where a setting was changed between them. */
function groupKey({ experiment }: RunTableRow): string {
  return `${experiment.datasetId} ${experiment.name}`;
}

function runLine(run: RunTableRow, inner: boolean): RunLine {
  return { kind: "run", key: `run ${run.id}`, run, inner };
}

/** The repeats of each method and setting, those with the best mean first unless something else is sorted by. */
function repeatLines(runs: readonly RunTableRow[], { query, open }: Arrangement): TableLine[] {
  const bySettings = new Map<number, RunTableRow[]>();
  for (const run of runs) {
    const known = bySettings.get(run.settings);
    if (known) known.push(run);
    else bySettings.set(run.settings, [run]);
  }
  const groups = [...bySettings].map(([settings, repeats]) => {
    const key = `repeats ${settings}`;
    return { line: summarise(key, repeats, open.has(key)), repeats };
  });
  if (query.sort === "accuracy") {
    const sign = query.direction === "asc" ? 1 : -1;
    const mean = (line: RepeatsLine) => line.accuracy?.mean ?? -1;
    groups.sort((a, b) => sign * (mean(a.line) - mean(b.line)));
  }
  return groups.flatMap(({ line, repeats }) => [
    line,
    ...(line.open ? repeats.map((run) => runLine(run, true)) : []),
  ]);
}

function summarise(key: string, repeats: readonly RunTableRow[], open: boolean): RepeatsLine {
  const seconds = repeats.flatMap((run) => (run.seconds === null ? [] : [run.seconds]));
  return {
    kind: "repeats",
    key,
    method: repeats[0]?.method ?? "",
    runIds: repeats.map(({ id }) => id),
    accuracy: meanAccuracy(repeats),
    seconds:
      seconds.length > 0 ? seconds.reduce((sum, value) => sum + value, 0) / seconds.length : null,
    open,
  };
}

/**
 * The mean over different splits. A run that was made again on its split with its seed is not another repeat: the newest
 * counts. Runs with other seeds on one split are averaged first: they tell nothing of other images.
 */
function meanAccuracy(repeats: readonly RunTableRow[]): RepeatsMean | null {
  const bySplit = new Map<number, Map<number, RunTableRow>>();
  for (const run of repeats.toSorted((a, b) => a.id - b.id)) {
    if (run.accuracy === null) continue;
    const bySeed = bySplit.get(run.splitId) ?? new Map<number, RunTableRow>();
    bySplit.set(run.splitId, bySeed.set(run.seed, run));
  }
  const splits = [...bySplit.values()].map((bySeed) => [...bySeed.values()]);
  const [first] = splits[0] ?? [];
  if (!first || first.numTrain === 0 || first.numTest === 0) return null;
  const accuracies = splits.map(
    (runs) => runs.reduce((sum, { accuracy }) => sum + (accuracy ?? 0), 0) / runs.length,
  );
  // Repeats of one setting have splits of one size.
  const { numTrain, numTest } = first;
  const sampling = samplingVarianceOf(accuracies, { numTrain, numTest });
  const bounds = { low: 0, high: 1 };
  return {
    ...correctedInterval(accuracies, { numTrain, numTest, sampling, bounds }),
    n: splits.flat().length,
    range: rangeOf(splits.flat()),
  };
}

/** Of the runs, of which several may be on one split. */
function rangeOf(runs: readonly RunTableRow[]): CorrectedMean["range"] {
  const accuracies = runs.map(({ accuracy }) => accuracy ?? 0);
  return { low: Math.min(...accuracies), high: Math.max(...accuracies) };
}

function comparisonsOf(runs: readonly RunTableRow[]): Comparable[] {
  const bySplit = new Map<number, RunTableRow[]>();
  for (const run of runs.toSorted((a, b) => a.id - b.id)) {
    if (run.accuracy === null) continue;
    const known = bySplit.get(run.splitId);
    if (known) known.push(run);
    else bySplit.set(run.splitId, [run]);
  }
  const found = [...bySplit.values()].flatMap((tested) => {
    const newest = new Map(tested.map((run) => [run.method, run]));
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
