import "server-only";
import { statSync } from "node:fs";
import { AppError } from "@graft/core/contract/errors";
import { checkSeal, type Db, databasePath, openDb, toStorageError } from "@graft/db";
import { dbPath } from "@graft/db/home";
import { typedError } from "./http.ts";

export type Loaded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: AppError };

/** Reads for a page. An expected failure is given back to be shown; anything else is thrown. */
export async function load<T>(read: (db: Db) => Promise<T>): Promise<Loaded<T>> {
  try {
    const db = await getDb();
    try {
      return { ok: true, value: await read(db) };
    } catch (error) {
      throw toStorageError(error, databasePath(db));
    }
  } catch (error) {
    if (error instanceof AppError) return { ok: false, error: typedError(error) };
    throw error;
  }
}

interface Handle {
  readonly db: Promise<Db>;
  /** Tells this file from a later one at the same path; null until it is open. */
  file: string | null;
  /** When the file was last written, as it was when its seal was last compared. */
  checked: string | null;
}

// One handle for the whole process: Next may load this module more than once.
const shared = globalThis as { graftDatabase?: Handle | undefined };

/**
 * The database, opened once; opened again if the file was replaced (a removed `data` folder). The old
 * handle is left to whoever still reads from it.
 *
 * @throws {AppError} As `openDb`; DATABASE_CORRUPT too where the file was damaged since then. The next
 *   request tries again.
 */
async function getDb(): Promise<Db> {
  const path = dbPath();
  const known = shared.graftDatabase;
  const { file, state } = lookAt(path);
  if (known && (known.file === null || known.file === file)) {
    const db = await known.db;
    if (known.file !== null && known.checked !== state) {
      await checkSeal(path);
      known.checked = state;
    }
    return db;
  }
  const handle: Handle = { db: openDb({ path, mode: "reading" }), file: null, checked: null };
  shared.graftDatabase = handle;
  try {
    const db = await handle.db;
    handle.file = lookAt(path).file;
    handle.checked = state;
    return db;
  } catch (error) {
    if (shared.graftDatabase === handle) shared.graftDatabase = undefined;
    throw error;
  }
}

function lookAt(path: string): { file: string | null; state: string | null } {
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
  if (!stats) return { file: null, state: null };
  return { file: `${stats.dev}:${stats.ino}`, state: `${stats.mtimeNs} ${stats.size}` };
}
