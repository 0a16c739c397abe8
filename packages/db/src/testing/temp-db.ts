import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Db } from "../handle.ts";
import { dbPath } from "../home.ts";
import { closeDb, openDb } from "../open-db.ts";

export interface TempDb {
  readonly db: Db;
  readonly path: string;
  /** The folder that holds it, to be used as GRAFT_HOME. */
  readonly home: string;
  /** Closes the database and removes the folder. */
  readonly dispose: () => Promise<void>;
}

/** A real, migrated database in a folder of its own. */
export async function tempDb(): Promise<TempDb> {
  const home = mkdtempSync(path.join(tmpdir(), "graft-"));
  const file = dbPath(home);
  const db = await openDb({ path: file });
  return {
    db,
    path: file,
    home,
    async dispose() {
      await closeDb(db);
      rmSync(home, { recursive: true, force: true });
    },
  };
}
