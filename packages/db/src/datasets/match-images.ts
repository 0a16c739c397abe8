import type { DbClient } from "../open-db.ts";
import type { ImageRecord } from "./image-record.ts";

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
