import { AppError, type ErrorCode } from "@graft/core/errors";
import { sqliteCode } from "./connection/sqlite-code.ts";

type Advice = readonly [code: ErrorCode, what: string, hint: string];

/** By SQLite's primary result code. */
const ADVICE: Readonly<Record<number, Advice>> = {
  5: [
    "DATABASE_BUSY",
    "is locked by another program",
    "Close programs that have it open for writing (a database browser, a stopped trainer), then try again.",
  ],
  8: [
    "DATABASE_READ_ONLY",
    "cannot be written",
    "Allow writing to the file and its folder, or choose another folder with GRAFT_HOME.",
  ],
  11: [
    "DATABASE_CORRUPT",
    "is damaged",
    "Move it away and put a backup (graft.db.backup-*) in its place, or start with a new one.",
  ],
  13: ["DISK_FULL", "cannot grow: the disk is full", "Free some space, then run again."],
  14: [
    "DATABASE_READ_ONLY",
    "cannot be opened",
    "Check that the path is a file, and that you may read and write it and its folder.",
  ],
  26: [
    "DATABASE_CORRUPT",
    "is not a SQLite database",
    "Move the file away, or choose another folder with GRAFT_HOME.",
  ],
};

/** The expected failure behind an error of SQLite or Prisma; anything else is given back as it is. */
export function toStorageError(error: unknown, path: string): unknown {
  if (error instanceof AppError) return error;
  const advice = ADVICE[(sqliteCode(error) ?? 0) & 0xff];
  if (!advice) return error;
  const [code, what, hint] = advice;
  return new AppError({ code, message: `The database ${path} ${what}.`, hint, cause: error });
}

/** Runs `work` on the database at `path`, turning SQLite's errors into expected failures. */
export async function withStorageErrors<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toStorageError(error, path);
  }
}

/** For a database that must be migrated but may only be read. */
export function outdated(path: string): AppError {
  return new AppError({
    code: "DATABASE_READ_ONLY",
    message: `The database ${path} was made by an older version of Graft and must be brought up to date.`,
    hint: "Open it once for writing, for example with `pnpm trainer list`; a backup is kept.",
  });
}
