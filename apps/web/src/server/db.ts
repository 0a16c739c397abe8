import "server-only";
import { statSync } from "node:fs";
import { AppError } from "@graft/core/errors";
import { type Db, openDb } from "@graft/db";
import { dbPath } from "@graft/db/home";

interface Handle {
  readonly db: Promise<Db>;
  /** Tells this file from a later one at the same path; null until it is open. */
  file: string | null;
}

// One handle for the whole process: Next may load this module more than once.
const shared = globalThis as { graftDatabase?: Handle | undefined };

/**
 * The database, opened once; opened again if the file was replaced (a removed `data` folder). The old
 * handle is left to whoever still reads from it.
 *
 * @throws {AppError} What openDb throws; the next request tries again.
 */
export async function getDb(): Promise<Db> {
  const path = dbPath();
  const known = shared.graftDatabase;
  if (known && (known.file === null || known.file === identity(path))) return await known.db;
  const handle: Handle = { db: open(path), file: null };
  shared.graftDatabase = handle;
  try {
    const db = await handle.db;
    handle.file = identity(path);
    return db;
  } catch (error) {
    if (shared.graftDatabase === handle) shared.graftDatabase = undefined;
    throw error;
  }
}

async function open(path: string): Promise<Db> {
  try {
    return await openDb({ path });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "DATABASE_READ_ONLY") throw error;
    // Looking needs no writing.
    return await openDb({ path, mode: "read-only" });
  }
}

function identity(path: string): string | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? `${stats.dev}:${stats.ino}` : null;
}
