import { transferPairs } from "@graft/core/analysis/transfer";
import {
  type Curve,
  type Db,
  findRuns,
  type RunDetail,
  readCurves,
  readPredictions,
  type TestPrediction,
} from "@graft/db";
import type { Compared } from "../export/compare-tables.ts";
import { type ComparedRun, toCompared } from "./compared-run.ts";

export interface ReadComparison {
  /** In the order in which they were named. */
  readonly read: readonly RunWithPredictions[];
  /** Those that were tested, the most accurate first. */
  readonly runs: readonly ComparedRun[];
  /** Curves of the trainings whose gain from transfer is computed. */
  readonly courses: CurvesById;
}

/** All that a comparison of the runs with these ids is made from. */
export async function readComparison(db: Db, ids: readonly number[]): Promise<ReadComparison> {
  const read = await readWithPredictions(db, ids);
  const runs = toCompared(read);
  const pairs = transferPairs(runs).flat();
  const trained = pairs.flatMap((pair) => [pair.with.run.id, pair.without.run.id]);
  const courses = await readCurvesOf(db, [...new Set(trained)], COURSE_KEYS);
  return { read, runs, courses };
}

export interface RunWithPredictions {
  readonly run: RunDetail;
  /** Empty until it has been tested. */
  readonly predictions: readonly TestPrediction[];
}

/** The runs with these ids, in this order, with their predictions; an unknown id is left out. */
async function readWithPredictions(db: Db, ids: readonly number[]): Promise<RunWithPredictions[]> {
  const read: RunWithPredictions[] = [];
  for (const run of await findRuns(db, ids)) {
    read.push({ run, predictions: await readPredictions(db, run.id) });
  }
  return read;
}

/** Curves of runs, by the id of the run. */
export type CurvesById = ReadonlyMap<number, readonly Curve[]>;

/** How trainings went on: the validation accuracy, and when each epoch was over. */
const COURSE_KEYS = ["validation/accuracy", "seconds"];

/** The curves that are drawn for several runs in one chart. */
export const CURVE_KEYS = [
  "train/loss",
  "train/accuracy",
  "validation/loss",
  "validation/accuracy",
  "seconds",
];

/** Points per curve where several share a chart. */
const MOST_POINTS = 300;

/** Reads some curves of several runs; a run without one has none of it. */
export async function readCurvesOf(
  db: Db,
  ids: readonly number[],
  keys: readonly string[],
): Promise<CurvesById> {
  const read = await Promise.all(
    ids.map(async (id) => [id, await readCurves(db, id, { keys, most: MOST_POINTS })] as const),
  );
  return new Map(read);
}

/** The runs with these ids that were tested, as the page of the comparison sees them. */
export async function readCompared(db: Db, ids: readonly number[]): Promise<Compared> {
  return { runs: toCompared(await readWithPredictions(db, ids)) };
}
