import { createHash } from "node:crypto";
import type { Db, DbClient } from "../handle.ts";
import { inTransaction } from "../handle.ts";
import type { DatasetRecord, SplitRecord } from "../records.ts";
import { journalOf } from "../rescue/journal.ts";

import { matchImages, storeContents } from "./store-contents.ts";

export interface RegisteredDataset {
  readonly datasetId: number;
  /** The stored image of each given one, in the given order. */
  readonly imageIds: number[];
}

/**
 * Stores a data set, or finds it: the same content is stored once, also if two processes come at the
 * same time, and whatever its files are called today.
 *
 * @throws {AppError} DATABASE_BUSY, DATABASE_READ_ONLY, DATABASE_CORRUPT or DISK_FULL.
 */
export async function registerDataset(db: Db, dataset: DatasetRecord): Promise<RegisteredDataset> {
  await storeContents(db, dataset);
  const registered = await inTransaction(db, async (tx) => {
    const { fingerprint } = dataset;
    const stored = await tx.dataset.findUnique({ where: { fingerprint }, select: { id: true } });
    const datasetId = stored?.id ?? (await createDataset(tx, dataset));
    return { datasetId, imageIds: await matchImages(tx, datasetId, dataset) };
  });
  const { datasetId, imageIds } = registered;
  journalOf(db)?.registered.datasets.set(datasetId, { dataset, imageIds });
  return registered;
}

async function createDataset(tx: DbClient, dataset: DatasetRecord): Promise<number> {
  const { name, kind, fingerprint, classes, images } = dataset;
  const { id: datasetId } = await tx.dataset.create({
    data: {
      name,
      kind,
      fingerprint,
      labels: { create: classes.map((label, index) => ({ index, name: label })) },
    },
  });
  const labels = await tx.label.findMany({ where: { datasetId }, orderBy: { index: "asc" } });
  const data = images.map((image, position) => {
    const label = labels[image.label];
    if (!label)
      throw new Error(`Image ${image.source} has label ${image.label}, which is not a class.`);
    return {
      datasetId,
      position,
      hash: image.hash,
      labelId: label.id,
      source: image.source,
      tileX: image.tileX ?? null,
      tileY: image.tileY ?? null,
      groupName: image.group ?? null,
    };
  });
  await tx.image.createMany({ data });
  return datasetId;
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
