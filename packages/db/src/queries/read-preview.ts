import type { DbClient } from "../open-db.ts";

/** The WebP of one content, by its hash; null if there is none. */
export async function readPreview(
  db: DbClient,
  hash: string,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const content = await db.imageContent.findUnique({ where: { hash }, select: { preview: true } });
  return content?.preview ?? null;
}
