import { AppError } from "@graft/core/contract/errors";
import { abandonDb, closeDb, type Db, isStorageError, openDb } from "@graft/db";
import { dbPath } from "@graft/db/home";
import { writeRescue } from "@graft/db/rescue";
import { sweepPartials } from "@graft/db/sweep-partials";
import type { ExperimentPorts } from "./ports.ts";

/** How long a training waits for another program that holds the database's lock, in milliseconds. */
const PATIENCE = 10 * 60_000;
/** The same once somebody asked it to stop: long enough for a program that is just writing. */
const LAST_PATIENCE = 3_000;

/**
 * Opens the database for `work` that logs runs, and closes it.
 *
 * Where it cannot be written any more (deleted, replaced, damaged, locked for good, disk full), everything
 * that was logged goes into a rescue file, and the error says where that is.
 *
 * @throws {AppError} What openDb throws; the failure to store.
 */
export async function withRecordingDb<T>(
  { home, report, signal }: Pick<ExperimentPorts, "home" | "report" | "signal">,
  work: (db: Db) => Promise<T>,
): Promise<T> {
  const path = dbPath(home);
  // What a trainer that was killed left half-written is of no use to anybody.
  await sweepPartials(home);
  const db = await openDb({
    path,
    journal: true,
    patience: () => (signal.aborted ? LAST_PATIENCE : PATIENCE),
    onWait: () => report({ type: "database.waiting", database: path, seconds: PATIENCE / 1000 }),
  });
  try {
    return await work(db);
  } catch (error) {
    if (!isStorageError(error)) throw error;
    if (error.code === "DATABASE_LOST" || error.code === "DATABASE_CORRUPT") abandonDb(db);
    throw await rescued(db, error);
  } finally {
    await closeDb(db);
  }
}

/** The same failure; what to do about it begins with the rescue file. */
async function rescued(db: Db, error: AppError): Promise<AppError> {
  const { code, message, hint } = error;
  try {
    const file = await writeRescue(db, message);
    if (file === null) return error; // no run was opened
    return new AppError({
      code,
      message: `${message} Everything this experiment logged is in ${file}.`,
      hint: `Read it back with: npm run trainer -- recover ${quote(file)}. ${hint}`,
      cause: error,
    });
  } catch (second) {
    if (!(second instanceof AppError)) throw second;
    return new AppError({
      code,
      message: `${message} ${second.message}`,
      hint: second.hint,
      cause: error,
    });
  }
}

function quote(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
