import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { AppError } from "@graft/core/contract/errors";
import { Connection } from "../connection/connection.ts";
import { partialName } from "../partial-files.ts";
import { toStorageError } from "../storage-error.ts";
import { CREATE_HISTORY, type Migration, pendingMigrations, readHistory } from "./history.ts";

export interface MigrationTask {
  readonly path: string;
  /** All there are, oldest first. */
  readonly migrations: readonly Migration[];
  /** How long to wait for another process that is writing, in milliseconds (15 s). */
  readonly patience?: number | (() => number) | undefined;
  /** Called once in a wait of more than two seconds. */
  readonly onWait?: (() => void) | undefined;
}

export interface MigrationResult {
  /** Names of the migrations applied now. */
  readonly applied: string[];
  /** The copy made of a database that had data; null if there was none to copy. */
  readonly backup: string | null;
}

/** True if the database on `connection` has all of `migrations`. @throws {AppError} as `migrate`. */
export async function isCurrent(
  connection: Connection,
  migrations: readonly Migration[],
): Promise<boolean> {
  const history = (await readHistory(connection)) ?? [];
  return pendingMigrations(history, migrations, connection.path).length === 0;
}

/**
 * Applies what is missing of `migrations`, all of it or nothing, and notes it as Prisma would.
 *
 * The write lock is held from the first look to the last row, so any number of processes may call
 * this at once: one does the work, the others find it done. A database that has been through earlier
 * migrations is copied first, while nobody else can write to it.
 *
 * @throws {AppError} DATABASE_TOO_NEW, DATABASE_CORRUPT, DATABASE_READ_ONLY, DATABASE_BUSY, DISK_FULL.
 */
export async function migrate(task: MigrationTask): Promise<MigrationResult> {
  const { path, migrations, patience, onWait } = task;
  const connection = new Connection(path, { patience, onWait });
  try {
    // Within a transaction this setting is fixed, and with it on, replacing a table would delete every
    // row that refers to it.
    await connection.command("PRAGMA foreign_keys = OFF");
    await connection.begin();
    const history = await readHistory(connection);
    const pending = pendingMigrations(history ?? [], migrations, path);
    const version = history?.at(-1)?.name;
    const backup = pending.length > 0 && version ? await backUp(path, version) : null;
    if (!history) await connection.execute(CREATE_HISTORY);
    for (const migration of pending) await apply(connection, migration);
    await connection.commit();
    return { applied: pending.map(({ name }) => name), backup };
  } catch (error) {
    await connection.rollback();
    throw toStorageError(error, path);
  } finally {
    connection.close();
  }
}

async function apply(connection: Connection, { name, sql, checksum }: Migration): Promise<void> {
  const startedAt = Date.now();
  try {
    connection.executeScript(sql);
    const { rows } = await connection.execute("PRAGMA foreign_key_check");
    if (rows.length > 0) throw new Error(`${rows.length} rows refer to something that is missing`);
  } catch (error) {
    if (toStorageError(error, connection.path) !== error) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError({
      code: "DATABASE_CORRUPT",
      message: `The database ${connection.path} could not be brought up to date by ${name}: ${reason}. Nothing was changed.`,
      hint: "Use the version of Graft that made it, or move it away and start with a new one.",
      cause: error,
    });
  }
  await connection.execute(
    `INSERT INTO _prisma_migrations
       (id, checksum, finished_at, migration_name, logs, rolled_back_at, started_at, applied_steps_count)
     VALUES (?, ?, ?, ?, NULL, NULL, ?, 1)`,
    [randomUUID(), checksum, Date.now(), name, startedAt],
  );
}

/**
 * Copies the database at `path` to `<path>.backup-<version>-<time>`, whole or not at all.
 *
 * @param version The newest migration the database has been through.
 * @returns The path of the copy.
 * @throws The driver's error if the copy cannot be written.
 */
async function backUp(path: string, version: string): Promise<string> {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const target = `${path}.backup-${version}-${time}`;
  const partial = partialName(target);
  try {
    await copyInto(path, partial);
    await rename(partial, target);
    return target;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function copyInto(path: string, partial: string): Promise<void> {
  // SQLite fills an empty file and leaves its rights as they are: for the owner only.
  const file = await open(partial, "wx", 0o600);
  const connection = new Connection(path);
  try {
    await connection.command(`VACUUM INTO '${partial.replaceAll("'", "''")}'`);
    // VACUUM INTO leaves it to the system when the copy reaches the disk.
    await file.sync();
  } finally {
    connection.close();
    await file.close();
  }
}
