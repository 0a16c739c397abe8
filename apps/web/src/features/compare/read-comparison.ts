import { transferPairs } from "@graft/core/analysis/transfer";
import type { Db } from "@graft/db";
import { type ComparedRun, toCompared } from "./compared-run.ts";
import { COURSE_KEYS, type CurvesById, readCurvesOf } from "./read-courses.ts";
import { type ReadRun, readRuns } from "./read-runs.ts";

export interface ReadComparison {
  /** In the order in which they were named. */
  readonly read: readonly ReadRun[];
  /** Those that were tested, the most accurate first. */
  readonly runs: readonly ComparedRun[];
  /** How the trainings went on that are compared for what transfer bought. */
  readonly courses: CurvesById;
}

/** All that a comparison of the runs with these ids is made from. */
export async function readComparison(db: Db, ids: readonly number[]): Promise<ReadComparison> {
  const read = await readRuns(db, ids);
  const runs = toCompared(read);
  const pairs = transferPairs(runs).flat();
  const trained = pairs.flatMap((pair) => [pair.with.run.id, pair.without.run.id]);
  const courses = await readCurvesOf(db, [...new Set(trained)], COURSE_KEYS);
  return { read, runs, courses };
}
