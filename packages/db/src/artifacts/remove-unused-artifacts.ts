import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { Db } from "../open-db.ts";

/** A younger file may belong to a run that is about to say so. */
const GRACE_MS = 10 * 60 * 1000;
/** What `storeArtifact` writes, and what it leaves where its process ends in the midst. */
const STORED = /^([0-9a-f]{64})(?:\.[0-9a-f-]{36}\.partial)?$/;

/**
 * Deletes the files of runs that are there no more, and what was left half-written. A file that cannot be
 * deleted stays; the next call tries again.
 *
 * @returns How many were deleted.
 */
export async function removeUnusedArtifacts(
  db: Db,
  home: string,
  now = Date.now(),
): Promise<number> {
  // The files come first: one that is stored while the table is read is not among them.
  const files = await listFiles(path.join(home, "artifacts"));
  const rows = await db.artifact.findMany({ distinct: ["sha256"], select: { sha256: true } });
  const used = new Set(rows.map(({ sha256 }) => sha256));
  let removed = 0;
  for (const file of files) {
    if (used.has(path.basename(file))) continue;
    const stats = await stat(file).catch(() => null);
    if (!stats || now - stats.mtimeMs < GRACE_MS) continue;
    const gone = await rm(file).then(
      () => true,
      () => false,
    );
    if (gone) removed += 1;
  }
  return removed;
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && STORED.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
}
