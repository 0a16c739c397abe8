import type { MeasureOptions, Predictions } from "@graft/core/analysis/metrics";
import { AppError } from "@graft/core/contract/errors";
import {
  closeDb,
  type Db,
  findRuns,
  openDb,
  type RunDetail,
  readPredictions,
  readTestSeconds,
  type TestPrediction,
  withStorageErrors,
} from "@graft/db";
import { dbPath } from "@graft/db/home";

/** A run that was tested, with all that it said. */
export interface TestedRun {
  readonly run: RunDetail;
  readonly classNames: readonly string[];
  /** What it said, by image, in the data set's order. */
  readonly predictions: readonly TestPrediction[];
  /** The same, for measuring. */
  readonly measurable: Predictions;
  /** How long its predictions took, where they were timed. */
  readonly timing: MeasureOptions["timing"];
}

/**
 * @param id As it was typed: the number that `trainer list` shows.
 * @throws {AppError} RUN_NOT_FOUND.
 */
export async function findRun(db: Db, id: string): Promise<RunDetail> {
  const number = Number(id);
  const isNumber = Number.isInteger(number) && number > 0;
  const [run] = isNumber ? await findRuns(db, [number]) : [];
  if (run) return run;
  throw new AppError({
    code: "RUN_NOT_FOUND",
    message: `There is no run ${id}.`,
    hint: "The first column of `pnpm trainer list` has the numbers of the runs.",
  });
}

/**
 * @param id As it was typed: the number that `trainer list` shows.
 * @throws {AppError} RUN_NOT_FOUND or RUN_NOT_TESTED.
 */
export async function loadRun(db: Db, id: string): Promise<TestedRun> {
  const run = await findRun(db, id);
  const predictions = await readPredictions(db, run.id);
  if (predictions.length === 0) {
    throw new AppError({
      code: "RUN_NOT_TESTED",
      message: `Run ${run.id} (${run.method}) is ${run.status} and has no test predictions.`,
      hint: "Measure a run that finished: `pnpm trainer list` shows them with an accuracy.",
    });
  }
  const { classNames } = run.dataset;
  const measurable = {
    truth: predictions.map(({ trueLabel }) => trueLabel),
    probabilities: predictions.flatMap(({ probabilities }) => probabilities),
    numClasses: classNames.length,
  };
  const batch = (await readTestSeconds(db, run.id)) ?? undefined;
  return { run, classNames, predictions, measurable, timing: { batch } };
}

/**
 * Reads from the database, also where it cannot be written.
 *
 * @throws {AppError} What openDb throws; DATABASE_CORRUPT for a stored value that makes no sense.
 */
export async function readDatabase<T>(work: (db: Db) => Promise<T>): Promise<T> {
  const path = dbPath();
  const db = await openDb({ path, mode: "reading" });
  try {
    return await withStorageErrors(path, () => work(db));
  } finally {
    await closeDb(db);
  }
}
