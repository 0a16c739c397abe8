import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync } from "node:fs";
import path from "node:path";
import { AppError } from "@graft/core/contract/errors";
import { hasEmptyLog } from "./seal/seal.ts";

/**
 * Makes sure that a database file is there and can be written; a new one can be read by its owner only.
 *
 * SQLite itself would open a file it may not write, and fail much later.
 *
 * @throws {AppError} OUTPUT_NOT_WRITABLE where it cannot be made; DATABASE_READ_ONLY where it cannot be written.
 */
export function prepareFile(file: string): void {
  const folder = path.dirname(file);
  if (existsSync(file)) {
    // The folder too: that is where the write-ahead log goes. The file itself is never opened here:
    // closing it again would end the locks that SQLite holds on it in this process.
    if (canWrite(file) && canWrite(folder)) return;
    throw new AppError({
      code: "DATABASE_READ_ONLY",
      message: `The database ${file} cannot be written.`,
      hint: "Allow writing to the file and its folder, or choose another folder with GRAFT_HOME.",
    });
  }
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    closeSync(openSync(file, "wx", 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST" && canWrite(file)) return;
    throw new AppError({
      code: "OUTPUT_NOT_WRITABLE",
      message: `The database ${file} cannot be made (${(error as Error).message}).`,
      hint: "Allow writing to that folder, or choose another one with GRAFT_HOME.",
      cause: error,
    });
  }
}

/** @throws {AppError} DATABASE_READ_ONLY if there is no database to read. */
export function requireFile(file: string): void {
  if (existsSync(file)) return;
  throw new AppError({
    code: "DATABASE_READ_ONLY",
    message: `There is no database at ${file}, and reading only does not make one.`,
    hint: "Run an experiment first, or point GRAFT_HOME at the folder that holds graft.db.",
  });
}

function canWrite(target: string): boolean {
  return isAllowed(target, constants.W_OK);
}

function isAllowed(target: string, access: number): boolean {
  try {
    accessSync(target, access);
    return true;
  } catch {
    return false;
  }
}

/** True if SQLite can read `file` only as one that never changes: it cannot keep its log beside it, and there is none. */
export function isImmutable(file: string): boolean {
  return !canWrite(path.dirname(file)) && hasEmptyLog(file);
}

/**
 * Makes sure that a database that cannot be written can be read: what is in its log, only a program that may
 * write there can put into place.
 *
 * @throws {AppError} DATABASE_READ_ONLY
 */
export function requireReadableLog(file: string): void {
  if (
    canWrite(path.dirname(file)) ||
    hasEmptyLog(file) ||
    isAllowed(`${file}-shm`, constants.R_OK)
  ) {
    return;
  }
  throw new AppError({
    code: "DATABASE_READ_ONLY",
    message: `The database ${file} cannot be read where nothing can be written: its last changes are still in ${file}-wal.`,
    hint: "Copy both files to a folder that you can write to, and set GRAFT_HOME to that.",
  });
}
