import type { DbClient } from "../open-db.ts";

/** An image of a data set, with its part in every split. */
export interface ImageRow {
  readonly id: number;
  /** Relative to the data set's root. */
  readonly source: string;
  /** Upper left corner of a tile; null for a file of its own. */
  readonly tileX: number | null;
  readonly tileY: number | null;
  readonly className: string;
  readonly group: string | null;
  readonly hash: string;
  /** In pixels and bytes, of the original. */
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  /** train, validation or test, by the split's id; a split that leaves the image out is not there. */
  readonly parts: ReadonlyMap<number, string>;
}

/** Images that are read at once. */
const PAGE = 1000;

/** Every image of a data set, in its order. */
export async function* readImageRows(
  db: DbClient,
  datasetId: number,
  page = PAGE,
): AsyncGenerator<ImageRow> {
  for (let [after, complete] = [-1, false]; !complete; ) {
    const rows = await db.image.findMany({
      where: { datasetId, position: { gt: after } },
      orderBy: { position: "asc" },
      take: page,
      include: {
        label: { select: { name: true } },
        content: { select: { width: true, height: true, bytes: true } },
        splits: { select: { splitId: true, part: true } },
      },
    });
    for (const { id, source, tileX, tileY, label, groupName, hash, content, splits } of rows) {
      const parts = new Map(splits.map(({ splitId, part }) => [splitId, part]));
      const name = { className: label.name, group: groupName };
      yield { id, source, tileX, tileY, ...name, hash, ...content, parts };
    }
    complete = rows.length < page;
    after = rows.at(-1)?.position ?? after;
  }
}
