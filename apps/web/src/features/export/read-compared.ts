import type { Db } from "@graft/db";
import { toCompared } from "../compare/compared-run.ts";
import { readRuns } from "../compare/read-runs.ts";
import type { Compared } from "./tables/compare-tables.ts";

/** The runs with these ids that were tested, as the page of the comparison sees them. */
export async function readCompared(db: Db, ids: readonly number[]): Promise<Compared> {
  return { runs: toCompared(await readRuns(db, ids)) };
}
