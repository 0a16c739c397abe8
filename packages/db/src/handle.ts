import type { Prisma, PrismaClient } from "./generated/client.ts";
import { withStorageErrors } from "./storage-error.ts";

/** A Prisma client on one connection; `closeDb` ends it. */
export type Db = PrismaClient;
/** A Db, or a transaction on one. */
export type DbClient = Prisma.TransactionClient;

const paths = new WeakMap<Db, string>();

/** Called once for each connection that is opened. */
export function rememberPath(db: Db, path: string): void {
  paths.set(db, path);
}

/** The file that `db` was opened on. */
export function databasePath(db: Db): string {
  return paths.get(db) ?? "graft.db";
}

/**
 * Runs `work` in one transaction that holds the write lock from its start: nobody else writes between
 * what it reads and what it writes. Keep it short, and touch only `tx` inside.
 *
 * @throws {AppError} DATABASE_BUSY, DATABASE_READ_ONLY, DATABASE_CORRUPT or DISK_FULL; nothing is written then.
 */
export async function inTransaction<T>(db: Db, work: (tx: DbClient) => Promise<T>): Promise<T> {
  return await withStorageErrors(databasePath(db), () => db.$transaction(work));
}
