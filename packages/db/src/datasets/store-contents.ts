import { type Db, type DbClient, databasePath, inTransaction } from "../handle.ts";
import type { DatasetRecord, ImageRecord } from "../records.ts";
import { withStorageErrors } from "../storage-error.ts";

/** Images encoded at the same time, and stored in one transaction. */
const CHUNK = 16;

/**
 * Stores the images that are not in the database yet, or only smaller, whatever data set they came
 * with; each content is encoded once.
 */
export async function storeContents(
  db: Db,
  { images, preview, previewSide = 0 }: Pick<DatasetRecord, "images" | "preview" | "previewSide">,
): Promise<void> {
  const missing = await findMissing(db, images, previewSide);
  for (let start = 0; start < missing.length; start += CHUNK) {
    const rows = await Promise.all(
      missing.slice(start, start + CHUNK).map(async ({ image, position }) => ({
        hash: image.hash,
        width: image.width,
        height: image.height,
        bytes: image.bytes,
        preview: new Uint8Array(await preview(position)),
        previewSide,
      })),
    );
    await inTransaction(db, async (tx) => {
      const hashes = rows.map(({ hash }) => hash);
      // Another process may have stored the same image in the meantime.
      const stored = await tx.imageContent.findMany({
        where: { hash: { in: hashes } },
        select: { hash: true, previewSide: true },
      });
      const sides = new Map(stored.map((content) => [content.hash, content.previewSide]));
      await tx.imageContent.createMany({ data: rows.filter(({ hash }) => !sides.has(hash)) });
      for (const { hash, preview: larger } of rows) {
        if ((sides.get(hash) ?? previewSide) >= previewSide) continue;
        await tx.imageContent.update({ where: { hash }, data: { preview: larger, previewSide } });
      }
    });
  }
}

interface Missing {
  readonly image: ImageRecord;
  readonly position: number;
}

/** The first image of each content that is not stored with an image as large. */
async function findMissing(
  db: Db,
  images: readonly ImageRecord[],
  previewSide: number,
): Promise<Missing[]> {
  const first = new Map<string, Missing>();
  images.forEach((image, position) => {
    if (!first.has(image.hash)) first.set(image.hash, { image, position });
  });
  const hashes = [...first.keys()];
  for (let start = 0; start < hashes.length; start += 500) {
    const stored = await withStorageErrors(databasePath(db), () =>
      db.imageContent.findMany({
        where: {
          hash: { in: hashes.slice(start, start + 500) },
          previewSide: { gte: previewSide },
        },
        select: { hash: true },
      }),
    );
    for (const { hash } of stored) first.delete(hash);
  }
  return [...first.values()];
}

/**
 * The id of the stored image for each given one, by content, class and group: the files may have been
 * renamed, and so be in another order, since the data set was stored.
 *
 * @throws {Error} If the stored set differs, which means that the fingerprint does not identify it.
 */
export async function matchImages(
  tx: DbClient,
  datasetId: number,
  given: { readonly classes: readonly string[]; readonly images: readonly ImageRecord[] },
): Promise<number[]> {
  const labels = await tx.label.findMany({ where: { datasetId }, orderBy: { index: "asc" } });
  const stored = await tx.image.findMany({
    where: { datasetId },
    orderBy: { position: "asc" },
    select: { id: true, hash: true, labelId: true, groupName: true },
  });
  const sameClasses =
    labels.length === given.classes.length &&
    labels.every(({ name }, index) => name === given.classes[index]);
  if (!sameClasses || stored.length !== given.images.length) throw differs(datasetId);

  const indexOfLabel = new Map(labels.map(({ id, index }) => [id, index]));
  const waiting = new Map<string, number[]>();
  for (const { id, hash, labelId, groupName } of stored) {
    const key = keyOf(hash, indexOfLabel.get(labelId), groupName);
    const ids = waiting.get(key);
    if (ids) ids.push(id);
    else waiting.set(key, [id]);
  }
  const used = new Map<string, number>();
  return given.images.map(({ hash, label, group }) => {
    const key = keyOf(hash, label, group);
    const turn = used.get(key) ?? 0;
    used.set(key, turn + 1);
    const id = waiting.get(key)?.[turn];
    if (id === undefined) throw differs(datasetId);
    return id;
  });
}

function keyOf(hash: string, label: number | undefined, group: string | null | undefined): string {
  return JSON.stringify([hash, label, group ?? null]);
}

function differs(datasetId: number): Error {
  return new Error(`Data set ${datasetId} has the same fingerprint but other images or classes.`);
}
