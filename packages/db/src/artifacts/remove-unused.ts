import { rm } from "node:fs/promises";
import path from "node:path";
import { inTransaction } from "../in-transaction.ts";
import { type Db, databasePath } from "../open-db.ts";
import { artifactPath } from "./store-artifact.ts";

/**
 * Removes the artifacts with these hashes that no run refers to any more. Only these: a file that this database
 * does not know may belong to a copy of it.
 *
 * It looks and removes under the write lock, so that no run begins to refer to a file in between. A run that found
 * the file in its place before that stores it again (`storeArtifact`, before and after its row is written).
 *
 * @throws {AppError} DATABASE_BUSY, DATABASE_READ_ONLY or DATABASE_CORRUPT; then the files are still there.
 */
export async function removeUnused(db: Db, hashes: readonly string[]): Promise<void> {
  if (hashes.length === 0) return;
  const home = path.dirname(databasePath(db));
  await inTransaction(db, async (tx) => {
    const known = await tx.artifact.findMany({
      where: { sha256: { in: [...hashes] } },
      select: { sha256: true },
    });
    const used = new Set(known.map(({ sha256 }) => sha256));
    const unused = [...new Set(hashes)].filter((hash) => !used.has(hash));
    // One that cannot be removed takes up room and does no other harm.
    await Promise.allSettled(unused.map(async (hash) => rm(artifactPath(home, hash))));
  });
}
