import { AppError, type ErrorCode } from "@graft/core/contract/errors";
import { DamagedValue, sqliteCode } from "./connection/statement.ts";

type Advice = readonly [code: ErrorCode, what: string, hint: string | null];

const WAIT_HINT =
  "Close programs that have it open for writing (a database browser, a stopped trainer), then try again.";

/** By SQLite's primary result code; where there is no hint, it is the one for a damaged file. */
const ADVICE: Readonly<Record<number, Advice>> = {
  5: ["DATABASE_BUSY", "is locked by another program", WAIT_HINT],
  6: ["DATABASE_BUSY", "is locked by another program", WAIT_HINT],
  8: [
    "DATABASE_READ_ONLY",
    "cannot be written",
    "Allow writing to the file and its folder, or choose another folder with GRAFT_HOME.",
  ],
  10: ["DATABASE_CORRUPT", "cannot be read or written: the disk reports an error", null],
  11: ["DATABASE_CORRUPT", "is damaged", null],
  13: ["DISK_FULL", "cannot grow: the disk is full", "Free some space, then run again."],
  14: [
    "DATABASE_READ_ONLY",
    "cannot be opened",
    "Check that the path is a file, and that you may read and write it and its folder.",
  ],
  15: ["DATABASE_BUSY", "is locked by another program", WAIT_HINT],
  24: ["DATABASE_CORRUPT", "is damaged", null],
  26: ["DATABASE_CORRUPT", "is not a SQLite database, or a damaged one", null],
};

/** SQLITE_IOERR_SHMSIZE: there is no room for the index of the write-ahead log. */
const NO_ROOM_FOR_INDEX = 10 | (19 << 8);

/** The expected failure behind an error of SQLite or Prisma; anything else is given back as it is. */
export function toStorageError(error: unknown, path: string): unknown {
  if (error instanceof AppError) return error;
  const code = sqliteCode(error);
  const advice = ADVICE[code === NO_ROOM_FOR_INDEX ? 13 : (code ?? 0) & 0xff];
  if (advice) {
    const [kind, what, hint] = advice;
    const message = `The database ${path} ${what}.`;
    return new AppError({ code: kind, message, hint: hint ?? salvageHint(path), cause: error });
  }
  if (BUSY_CODES.has((error as { code?: unknown } | null)?.code)) {
    const [kind, what, hint] = ADVICE[5]!;
    const message = `The database ${path} ${what}.`;
    return new AppError({ code: kind, message, hint: hint!, cause: error });
  }
  if (!isDamage(error)) return error;
  return new AppError({
    code: "DATABASE_CORRUPT",
    message: `The database ${path} is damaged: a stored value cannot be read.`,
    hint: salvageHint(path),
    cause: error,
  });
}

/** What Prisma says when its own patience ends: with a connection, for one, or for a transaction. */
const BUSY_CODES: ReadonlySet<unknown> = new Set(["P1008", "P2024", "P2028"]);
/** What Prisma says of a value that does not fit its column, and of a column that must not be empty. */
const MISFITS: ReadonlySet<unknown> = new Set(["P2023", "P2032"]);

/** True for an error that only a value can cause that Graft did not write. */
function isDamage(error: unknown): boolean {
  for (let current = error, depth = 0; current instanceof Error && depth < 8; depth++) {
    // JSON and times that cannot be read: what Graft stored can.
    if (current instanceof DamagedValue || current instanceof SyntaxError) return true;
    if (current.name === "ZodError" || current.message === "Invalid time value") return true;
    if (MISFITS.has((current as { code?: unknown }).code)) return true;
    const { meta, cause } = current as { meta?: { driverAdapterError?: unknown }; cause?: unknown };
    current = meta?.driverAdapterError ?? cause;
  }
  return false;
}

const STORAGE_CODES: ReadonlySet<string> = new Set<ErrorCode>([
  "DATABASE_READ_ONLY",
  "DATABASE_CORRUPT",
  "DATABASE_BUSY",
  "DATABASE_LOST",
  "DISK_FULL",
  "OUTPUT_NOT_WRITABLE",
]);

/** True for a failure to store something: what comes next could not be stored either. */
export function isStorageError(error: unknown): error is AppError {
  return error instanceof AppError && STORAGE_CODES.has(error.code);
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

/** What to do about a damaged database. */
export function salvageHint(path: string): string {
  return `Save what can be read with: npm run trainer -- recover ${quote(path)}. Or put a backup (graft.db.backup-*) in its place.`;
}

function quote(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
