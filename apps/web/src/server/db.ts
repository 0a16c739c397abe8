import "server-only";
import { statSync } from "node:fs";
import { checkSeal, type Db, openDb } from "@graft/db";
import { dbPath } from "@graft/db/home";

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
 * @throws {AppError} What openDb throws; DATABASE_CORRUPT too where the file was damaged since then. The next
 *   request tries again.
 */
export async function getDb(): Promise<Db> {
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
