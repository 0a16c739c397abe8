import { dirname } from "node:path";
import { AppError } from "@graft/core/contract/errors";
import { Connection, ConnectionAdapter } from "./connection/connection.ts";
import { isImmutable, prepareFile, requireFile, requireReadableLog } from "./database-file.ts";
import { PrismaClient } from "./generated/client.ts";
import { MIGRATIONS } from "./generated/migrations.ts";
import { type Db, rememberPath } from "./handle.ts";
import { dbPath } from "./home.ts";
import { checkSchema } from "./migrations/history.ts";
import { isCurrent, migrate } from "./migrations/migrate.ts";
import { journalOf, keepJournal, watchFile } from "./rescue/journal.ts";
import { checkSeal } from "./seal/seal.ts";
import { outdated, toStorageError } from "./storage-error.ts";

export interface OpenDbOptions {
  /** Default: graft.db in Graft's home folder. */
  readonly path?: string | undefined;
  /**
   * `read-write` (default) makes and migrates the file where needed; `read-only` changes nothing; `reading` is
   * `read-write` where that is allowed and `read-only` where it is not.
   */
  readonly mode?: "read-write" | "read-only" | "reading" | undefined;
  /** How long to wait for another process that is writing, in milliseconds (15 s); asked again in a wait. */
  readonly patience?: number | (() => number) | undefined;
  /** Called once in a wait of more than two seconds. */
  readonly onWait?: (() => void) | undefined;
  /** Keep what is logged a second time, for `writeRescue`, and notice when the file is taken away. */
  readonly journal?: boolean | undefined;
}

/** The longest time that a timer of JavaScript takes, in milliseconds: 24 days. */
const NO_LIMIT = 2 ** 31 - 1;

const connections = new WeakMap<Db, Connection>();

/**
 * Opens the database, makes it if there is none and brings its tables up to date, after a backup.
 *
 * Every call has a connection of its own. A transaction holds that connection: inside
 * `db.$transaction(async (tx) => …)` use `tx` only, for a call on `db` would wait for it forever.
 *
 * @throws {AppError} DATABASE_TOO_NEW, DATABASE_CORRUPT, DATABASE_READ_ONLY, DATABASE_BUSY, DISK_FULL,
 *   OUTPUT_NOT_WRITABLE.
 */
export async function openDb(options: OpenDbOptions = {}): Promise<Db> {
  if (options.mode === "reading") return await openToRead(options);
  const { path = dbPath(), mode, patience, onWait, journal = false } = options;
  const readOnly = mode === "read-only";
  if (readOnly) requireFile(path);
  else prepareFile(path);
  let connection: Connection | null = null;
  try {
    await checkSeal(path);
    if (readOnly) requireReadableLog(path);
    const immutable = readOnly && isImmutable(path);
    connection = new Connection(path, { readOnly, patience, onWait, immutable });
    if (!(await isCurrent(connection, MIGRATIONS))) {
      if (readOnly) throw outdated(path);
      await migrate({ path, migrations: MIGRATIONS, patience, onWait });
    }
    await checkSchema(connection, MIGRATIONS);
    if (!readOnly) {
      // Lets readers go on while a run is written. It is kept in the file: only the first time changes anything.
      await connection.command("PRAGMA journal_mode = WAL");
      // In WAL mode a power cut may lose the last commits but never damages the file; a killed process loses nothing.
      await connection.command("PRAGMA synchronous = NORMAL");
    }
    const db = createClient(connection);
    rememberPath(db, path);
    connections.set(db, connection);
    if (journal) {
      keepJournal(db, dirname(path));
      watchFile(db, path);
    }
    return db;
  } catch (error) {
    connection?.close();
    throw toStorageError(error, path);
  }
}

const CANNOT_WRITE: ReadonlySet<string> = new Set(["DATABASE_READ_ONLY", "OUTPUT_NOT_WRITABLE"]);

async function openToRead(options: OpenDbOptions): Promise<Db> {
  try {
    return await openDb({ ...options, mode: "read-write" });
  } catch (error) {
    if (!(error instanceof AppError) || !CANNOT_WRITE.has(error.code)) throw error;
    return await openDb({ ...options, mode: "read-only" });
  }
}

/** Ends all work on `db` and closes its file. */
export async function closeDb(db: Db): Promise<void> {
  await db.$disconnect();
  await journalOf(db)?.close();
}

/** To be called before `closeDb` where the file is not to be touched any more: it was replaced, or is damaged. */
export function abandonDb(db: Db): void {
  connections.get(db)?.abandon();
}

function createClient(connection: Connection): Db {
  return new PrismaClient({
    adapter: new ConnectionAdapter(connection),
    errorFormat: "minimal",
    // Prisma would end a transaction that takes long on a busy machine; no limit is its longest timer.
    transactionOptions: { maxWait: NO_LIMIT, timeout: NO_LIMIT },
  });
}
