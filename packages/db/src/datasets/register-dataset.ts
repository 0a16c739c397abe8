import { createHash } from "node:crypto";
import type { Db, DbClient } from "../open-db.ts";
import { inTransaction } from "../open-db.ts";
import { journalOf } from "../rescue/journal.ts";
import { matchImages, storeContents } from "./store-contents.ts";

/** One labelled image as the trainer found it. */
export interface ImageRecord {
  /** SHA-256 of its content, in hex. */
  readonly hash: string;
  /** Index into the data set's classes. */
  readonly label: number;
  /** Where it came from, relative to the data set's root. */
  readonly source: string;
  /** Left and top of a mosaic's tile, in pixels. */
  readonly tileX?: number | null | undefined;
  readonly tileY?: number | null | undefined;
  /** Images of one group never straddle a split. */
  readonly group?: string | null | undefined;
  /** Of the original, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Size of the original. */
  readonly bytes: number;
}

export interface DatasetRecord {
  readonly name: string;
  readonly kind: string;
  /** Identifies the content: two sets with the same one have the same images, labels and groups. */
  readonly fingerprint: string;
  /** Class names, in the order of the label indices. */
  readonly classes: readonly string[];
  readonly images: readonly ImageRecord[];
  /** The image at a position as WebP; called for contents not stored yet, or only smaller. */
  readonly preview: (position: number) => Promise<Uint8Array>;
  /** Side of those images, in pixels; stored ones that are smaller are replaced. */
  readonly previewSide?: number;
}

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
