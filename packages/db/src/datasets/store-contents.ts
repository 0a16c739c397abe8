import { inTransaction } from "../in-transaction.ts";
import { type Db, databasePath } from "../open-db.ts";
import { withStorageErrors } from "../storage-error.ts";
import type { ImageRecord } from "./image-record.ts";
import type { DatasetRecord } from "./register-dataset.ts";

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
