import { inTransaction } from "../in-transaction.ts";
import type { Db, DbClient } from "../open-db.ts";
import { journalOf } from "../rescue/journal.ts";
import type { ImageRecord } from "./image-record.ts";
import { matchImages } from "./match-images.ts";
import { storeContents } from "./store-contents.ts";

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
      throw new Error(`Image ${image.source} has label ${image.label}, which is no class.`);
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
