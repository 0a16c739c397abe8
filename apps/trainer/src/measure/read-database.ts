import { closeDb, type Db, openDb, withStorageErrors } from "@graft/db";
import { dbPath } from "@graft/db/home";

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
