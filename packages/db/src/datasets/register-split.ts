import { createHash } from "node:crypto";
import { inTransaction } from "../in-transaction.ts";
import type { Db } from "../open-db.ts";
import { journalOf } from "../rescue/journal.ts";

export interface SplitRecord {
  readonly datasetId: number;
  /** Stored image of each image, as `registerDataset` gave them. */
  readonly imageIds: readonly number[];
  /** Content hash of each image, in the same order. */
  readonly hashes: readonly string[];
  readonly seed: number;
  /** 0-based. */
  readonly repeat: number;
  /** Part of each image, in the same order; null for one that is not used. */
  readonly parts: readonly ("train" | "validation" | "test" | null)[];
}

/**
 * Stores a split, or finds it, and gives its id; safe if two processes come at the same time.
 *
 * @throws {AppError} DATABASE_BUSY, DATABASE_READ_ONLY, DATABASE_CORRUPT or DISK_FULL.
 */
export async function registerSplit(db: Db, split: SplitRecord): Promise<number> {
  const { datasetId, imageIds, seed, repeat, parts } = split;
  const key = { datasetId, fingerprint: splitFingerprint(split), seed, repeat };
  const id = await inTransaction(db, async (tx) => {
    const stored = await tx.split.findUnique({
      where: { datasetId_fingerprint_seed_repeat: key },
      select: { id: true },
    });
    if (stored) return stored.id;
    const { id: splitId } = await tx.split.create({ data: key });
    const data = imageIds.flatMap((imageId, index) => {
      const part = parts[index];
      return part ? [{ splitId, imageId, part }] : [];
    });
    await tx.splitMember.createMany({ data });
    return splitId;
  });
  journalOf(db)?.registered.splits.set(id, split);
  return id;
}

/** SHA-256 over the sorted pairs of content and part: what is compared, whatever the ids and the order. */
export function splitFingerprint({ hashes, parts }: Pick<SplitRecord, "hashes" | "parts">): string {
  const lines = hashes.flatMap((hash, index) => (parts[index] ? [`${hash} ${parts[index]}`] : []));
  return createHash("sha256").update(lines.sort().join("\n")).digest("hex");
}
