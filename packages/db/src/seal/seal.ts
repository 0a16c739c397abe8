import { accessSync, closeSync, constants, openSync, statSync } from "node:fs";
import { AppError } from "@graft/core/contract/errors";
import type Database from "libsql";
import { salvageHint } from "../storage-error.ts";
import { findDamagedPages, readSums, writeSums } from "./page-sums.ts";

/**
 * Writes the log of a database back into its file and seals that with the sums of its pages, unless somebody
 * else reads or writes right now: then the one that closes last does it. It never fails.
 *
 * @param database A connection that can write, to the file that was at `path` when it had this `identity`.
 */
export function seal(
  database: Database.Database,
  { path, identity }: { path: string; identity: string | null },
): void {
  try {
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    // Another file in its place is not ours to write to.
    if (identity === null || fileIdentity(path) !== identity) return;
    const fd = handleOf(path);
    if (!hasEmptyLog(path) || readSums(fd)) return;
    database.exec("BEGIN IMMEDIATE");
    try {
      // With the lock held and nothing in the log, no process has anything to write into the file.
      if (hasEmptyLog(path)) writeSums(fd);
    } finally {
      database.exec("ROLLBACK");
    }
  } catch {
    // A file without a seal is read as it is.
  }
}

/**
 * Compares a database with its seal, where it has one. A file that is being written has none.
 *
 * @throws {AppError} DATABASE_CORRUPT if a page is not as it was written.
 */
export async function checkSeal(path: string): Promise<void> {
  // What cannot be read at all, SQLite says better.
  if (!hasEmptyLog(path) || !statSync(path).isFile() || !canRead(path)) return;
  const { damaged, total } = await withFile(path, async (fd) => {
    const pages = await findDamagedPages(fd);
    // Written to in the meantime, the seal is gone, and what was read may be of both states.
    const known = hasEmptyLog(path) ? readSums(fd) : null;
    return { damaged: known && pages ? pages : [], total: known?.sums.length ?? 0 };
  });
  if (damaged.length === 0) return;
  const listed = damaged.slice(0, 5).join(", ") + (damaged.length > 5 ? ", …" : "");
  throw new AppError({
    code: "DATABASE_CORRUPT",
    message: `The database ${path} is damaged: ${damaged.length} of its ${total} pages changed after Graft wrote them (page ${listed}).`,
    hint: salvageHint(path),
  });
}

/** True if the write-ahead log of the database at `path` is empty: the file alone is everything. */
export function hasEmptyLog(path: string): boolean {
  return (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) === 0;
}

function canRead(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Files of databases that are read beside SQLite. By POSIX, closing one of them would end all locks that this
 * process holds on it, those of SQLite included: so they stay open as long as any connection is.
 */
const handles = new Map<string, number>();
let connections = 0;

/** To be called for each connection that opens a database, and `leave` once when it closes. */
export function enter(): void {
  connections += 1;
}

export function leave(): void {
  connections -= 1;
  if (connections > 0) return;
  for (const fd of handles.values()) closeSync(fd);
  handles.clear();
}

/** Works on the file of a database beside SQLite. @throws The system's error where it cannot be read. */
export async function withFile<T>(path: string, work: (fd: number) => Promise<T>): Promise<T> {
  enter();
  try {
    return await work(handleOf(path));
  } finally {
    leave();
  }
}

/** Tells the file at `path` from any other that takes its place; null where there is none. */
export function fileIdentity(path: string): string | null {
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stats ? `${stats.dev}:${stats.ino}` : null;
}

/** The file at `path`, open for reading, and for writing where that is allowed; not to be closed. */
function handleOf(path: string): number {
  const key = fileIdentity(path) ?? path;
  const known = handles.get(key);
  if (known !== undefined) return known;
  const fd = openWritable(path) ?? openSync(path, "r");
  handles.set(key, fd);
  return fd;
}

function openWritable(path: string): number | null {
  try {
    return openSync(path, "r+");
  } catch {
    return null;
  }
}
