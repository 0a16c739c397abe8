import { AppError } from "@graft/core/contract/errors";
import { Connection } from "../connection/connection.ts";
import type { Db } from "../open-db.ts";
import { fileIdentity } from "../seal/file-handle.ts";

interface Files {
  readonly path: string;
  readonly database: string | null;
  /** Of the write-ahead log; null until there is one. It lives as long as any process has the database open. */
  log: string | null;
}

const files = new WeakMap<Db, Files>();

/** Remembers which file `db` is on: it can be taken away while a program writes, and SQLite would not notice. */
export function watchFile(db: Db, path: string): void {
  files.set(db, { path, database: fileIdentity(path), log: null });
}

function pathOf(db: Db): string {
  return files.get(db)?.path ?? "graft.db";
}

/**
 * Makes sure that the file `db` was opened on is still in its place, with its log.
 *
 * @throws {AppError} DATABASE_LOST if it was deleted, moved or replaced: what is written goes nowhere.
 */
export function requireSameFile(db: Db): void {
  const opened = files.get(db);
  if (!opened) return;
  const { path } = opened;
  const now = fileIdentity(path);
  if (now !== opened.database) throw lost(path, now === null ? "deleted or moved" : "replaced");
  const log = fileIdentity(`${path}-wal`);
  if (opened.log !== null && log !== opened.log)
    throw lost(path, "cut off from its log (graft.db-wal)");
  opened.log ??= log;
}

/**
 * Looks at a run as the next program will, on a connection of its own: a file that was overwritten in its place
 * still seems whole to the connection that wrote it.
 *
 * @throws {AppError} DATABASE_LOST if what was written is not there.
 */
export async function readBack(
  db: Db,
  runId: number,
  expected: { readonly events: number; readonly predictions: number },
): Promise<void> {
  const found = await count(db, runId).catch((error: unknown) => {
    throw lost(pathOf(db), "overwritten or damaged", error);
  });
  const isThere = found?.events === expected.events && found.predictions === expected.predictions;
  if (!isThere) throw lost(pathOf(db), "overwritten or damaged");
}

/** What a run consists of on the disk; null if there is no such run. */
async function count(
  db: Db,
  runId: number,
): Promise<{ events: unknown; predictions: unknown } | null> {
  const connection = new Connection(pathOf(db), { readOnly: true });
  try {
    const { rows } = await connection.execute(
      `SELECT (SELECT count(*) FROM RunEvent WHERE runId = run.id),
              (SELECT count(*) FROM Prediction WHERE runId = run.id)
       FROM Run run WHERE id = ?`,
      [runId],
    );
    return rows[0] ? { events: rows[0][0], predictions: rows[0][1] } : null;
  } finally {
    connection.close();
  }
}

/** The failure behind an error of a write that makes no sense by itself: the run is not in the file any more. */
export async function explainFailure(db: Db, runId: number, error: unknown): Promise<unknown> {
  if (error instanceof AppError) return error;
  try {
    if (await count(db, runId)) return error;
  } catch {
    // Nor can the file be read.
  }
  return lost(pathOf(db), "overwritten or damaged", error);
}

function lost(path: string, how: string, cause?: unknown): AppError {
  return new AppError({
    code: "DATABASE_LOST",
    message: `The database ${path} was ${how} while a run was written to it.`,
    hint: "Keep other programs from its folder while a trainer is running.",
    ...(cause !== undefined && { cause }),
  });
}
