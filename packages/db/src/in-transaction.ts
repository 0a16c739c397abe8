import { type Db, type DbClient, databasePath } from "./open-db.ts";
import { withStorageErrors } from "./storage-error.ts";

/**
 * Runs `work` in one transaction that holds the write lock from its start: nobody else writes between
 * what it reads and what it writes. Keep it short, and touch only `tx` inside.
 *
 * @throws {AppError} DATABASE_BUSY, DATABASE_READ_ONLY, DATABASE_CORRUPT or DISK_FULL; nothing is written then.
 */
export async function inTransaction<T>(db: Db, work: (tx: DbClient) => Promise<T>): Promise<T> {
  return await withStorageErrors(databasePath(db), () => db.$transaction(work));
}
