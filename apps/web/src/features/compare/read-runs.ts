import { type Db, findRuns, type RunDetail, readPredictions, type TestPrediction } from "@graft/db";

export interface ReadRun {
  readonly run: RunDetail;
  /** Empty as long as it was not tested. */
  readonly predictions: readonly TestPrediction[];
}

/** The runs with these ids, in this order, with what they said; an id that is not there is left out. */
export async function readRuns(db: Db, ids: readonly number[]): Promise<ReadRun[]> {
  const read: ReadRun[] = [];
  for (const run of await findRuns(db, ids)) {
    read.push({ run, predictions: await readPredictions(db, run.id) });
  }
  return read;
}
