import { inTransaction } from "../in-transaction.ts";
import { type Db, databasePath } from "../open-db.ts";
import { withStorageErrors } from "../storage-error.ts";
import type { ImageRecord } from "./image-record.ts";

/** Pictures encoded at the same time, and stored in one transaction. */
const CHUNK = 16;

/**
 * Stores the pictures that are not in the database yet, whatever data set they came with.
 *
 * @param preview The picture at a position as WebP; called for new contents only, once each.
 */
export async function storeContents(
  db: Db,
  images: readonly ImageRecord[],
  preview: (position: number) => Promise<Uint8Array>,
): Promise<void> {
  const missing = await findMissing(db, images);
  for (let start = 0; start < missing.length; start += CHUNK) {
    const rows = await Promise.all(
      missing.slice(start, start + CHUNK).map(async ({ image, position }) => ({
        hash: image.hash,
        width: image.width,
        height: image.height,
        bytes: image.bytes,
        preview: new Uint8Array(await preview(position)),
      })),
    );
    await inTransaction(db, async (tx) => {
      const hashes = rows.map(({ hash }) => hash);
      // Another process may have stored the same picture in the meantime.
      const stored = await tx.imageContent.findMany({
        where: { hash: { in: hashes } },
        select: { hash: true },
      });
      const known = new Set(stored.map(({ hash }) => hash));
      await tx.imageContent.createMany({ data: rows.filter(({ hash }) => !known.has(hash)) });
    });
  }
}

interface Missing {
  readonly image: ImageRecord;
  readonly position: number;
}

/** The first image of each content that is not stored. */
async function findMissing(db: Db, images: readonly ImageRecord[]): Promise<Missing[]> {
  const first = new Map<string, Missing>();
  images.forEach((image, position) => {
    if (!first.has(image.hash)) first.set(image.hash, { image, position });
  });
  const hashes = [...first.keys()];
  for (let start = 0; start < hashes.length; start += 500) {
    const stored = await withStorageErrors(databasePath(db), () =>
      db.imageContent.findMany({
        where: { hash: { in: hashes.slice(start, start + 500) } },
        select: { hash: true },
      }),
    );
    for (const { hash } of stored) first.delete(hash);
  }
  return [...first.values()];
}
