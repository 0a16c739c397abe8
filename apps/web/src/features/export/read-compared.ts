import { type Db, findRuns, readPredictions } from "@graft/db";
import { toCompared } from "../compare/compared-run.ts";
import type { Compared } from "./tables/compare-tables.ts";

/** The runs with these ids that were tested, as the page of the comparison sees them. */
export async function readCompared(db: Db, ids: readonly number[]): Promise<Compared> {
  const read = [];
  for (const run of await findRuns(db, ids)) {
    read.push({ run, predictions: await readPredictions(db, run.id) });
  }
  return { runs: toCompared(read), seed: read[0]?.run.seed ?? 0 };
}
