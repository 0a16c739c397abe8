import { type Column, type Table, tableOf } from "@graft/core/table";
import { type Db, type ImageRow, readDataset, readImageRows } from "@graft/db";

/** Every picture of a data set with its class and its part in every split; null if there is no such data set. */
export async function imagesTable(db: Db, datasetId: number): Promise<Table | null> {
  const dataset = await readDataset(db, datasetId);
  if (!dataset) return null;
  return tableOf<ImageRow>(readImageRows(db, datasetId), [
    ["image", ({ id }) => id],
    ["source", ({ source }) => source],
    ["tileX", ({ tileX }) => tileX],
    ["tileY", ({ tileY }) => tileY],
    ["class", ({ className }) => className],
    ["group", ({ group }) => group],
    ["hash", ({ hash }) => hash],
    ["width", ({ width }) => width],
    ["height", ({ height }) => height],
    ["bytes", ({ bytes }) => bytes],
    ...dataset.splits.map(
      ({ id, repeat, seed }): Column<ImageRow> => [
        `part in split ${id} (repeat ${repeat + 1}, seed ${seed})`,
        ({ parts }) => parts.get(id) ?? null,
      ],
    ),
  ]);
}
