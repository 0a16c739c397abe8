import { ConnectionAdapter } from "./connection/adapter-factory.ts";
import { Connection } from "./connection/connection.ts";
import { prepareFile, requireFile } from "./database-file.ts";
import { PrismaClient } from "./generated/client.ts";
import { MIGRATIONS } from "./generated/migrations.ts";
import { dbPath } from "./home.ts";
import { isCurrent, migrate } from "./migrations/migrate.ts";
import { outdated, toStorageError } from "./storage-error.ts";

/** A Prisma client on one connection; `closeDb` ends it. */
export type Db = PrismaClient;
/** A Db, or a transaction on one. */
export type DbClient = Omit<Db, `$${string}`>;

export interface OpenDbOptions {
  /** Default: graft.db in Graft's home folder. */
  readonly path?: string;
  /** `read-write` (default) makes and migrates the file where needed; `read-only` changes nothing. */
  readonly mode?: "read-write" | "read-only";
}

const paths = new WeakMap<Db, string>();

/**
 * Opens the database, makes it if there is none and brings its tables up to date, after a backup.
 *
 * Every call has a connection of its own. A transaction holds that connection: inside
 * `db.$transaction(async (tx) => …)` use `tx` only, for a call on `db` would wait for it forever.
 *
 * @throws {AppError} DATABASE_TOO_NEW, DATABASE_CORRUPT, DATABASE_READ_ONLY, DATABASE_BUSY, DISK_FULL,
 *   OUTPUT_NOT_WRITABLE.
 */
export async function openDb({ path = dbPath(), mode }: OpenDbOptions = {}): Promise<Db> {
  const readOnly = mode === "read-only";
  if (readOnly) requireFile(path);
  else prepareFile(path);
  let connection: Connection | null = null;
  try {
    connection = new Connection(path, { readOnly });
    if (!(await isCurrent(connection, MIGRATIONS))) {
      if (readOnly) throw outdated(path);
      await migrate(path, MIGRATIONS);
    }
    if (!readOnly) await useWriteAheadLog(connection);
    const db = createClient(connection);
    paths.set(db, path);
    return db;
  } catch (error) {
    connection?.close();
    throw toStorageError(error, path);
  }
}

/** Ends all work on `db` and closes its file. */
export async function closeDb(db: Db): Promise<void> {
  await db.$disconnect();
}

/** The file that `db` was opened on. */
export function databasePath(db: Db): string {
  return paths.get(db) ?? "graft.db";
}

function createClient(connection: Connection): Db {
  return new PrismaClient({
    adapter: new ConnectionAdapter(connection),
    errorFormat: "minimal",
    // In milliseconds, both longer than a connection waits for another process.
    transactionOptions: { maxWait: 30_000, timeout: 60_000 },
  });
}

/** Lets readers go on while a run is written; kept in the file, so it is set once. */
async function useWriteAheadLog(connection: Connection): Promise<void> {
  const { rows } = await connection.execute("PRAGMA journal_mode");
  if (rows[0]?.[0] !== "wal") await connection.execute("PRAGMA journal_mode = WAL");
}
