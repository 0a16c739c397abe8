import { type Column, type Table, tableOf } from "@graft/core/analysis/table";
import {
  type DatasetDetail,
  type DatasetRow,
  type DatasetSplit,
  type Db,
  type ImageRow,
  type Opinion,
  readDataset,
  readImage,
  readImageRows,
} from "@graft/db";

/**
 * The tables of a data set; null where there is no such data set, or no such image in it.
 *
 * @param imageId Of the image whose `opinions` are asked for; null if there is none.
 */
export function datasetTables(datasetId: number, imageId: number | null) {
  const ofDataset = (make: (dataset: DatasetDetail, db: Db) => Table) => async (db: Db) => {
    const dataset = await readDataset(db, datasetId);
    return dataset && make(dataset, db);
  };
  return {
    images: ofDataset(imagesTable),
    classes: ofDataset(({ classes }) =>
      tableOf(classes, [
        ["class", ({ name }) => name],
        ["images", ({ numImages }) => numImages],
      ]),
    ),
    splits: ofDataset(({ splits }) => splitsTable(splits)),
    opinions: async (db: Db) => {
      const image = imageId === null ? null : await readImage(db, { datasetId, imageId });
      return image && opinionsTable(image.opinions, image.dataset.classNames);
    },
  };
}

/** Every image with its class and its part in every split. */
function imagesTable({ id, splits }: DatasetDetail, db: Db): Table {
  return tableOf<ImageRow>(readImageRows(db, id), [
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
    ...splits.map(
      ({ id, repeat, seed }): Column<ImageRow> => [
        `part in split ${id} (repeat ${repeat + 1}, seed ${seed})`,
        ({ parts }) => parts.get(id) ?? null,
      ],
    ),
  ]);
}

function splitsTable(splits: readonly DatasetSplit[]): Table {
  return tableOf<DatasetSplit>(splits, [
    ["split", ({ id }) => id],
    ["repeat", ({ repeat }) => repeat + 1],
    ["seed", ({ seed }) => seed],
    ["train", ({ numTrain }) => numTrain],
    ["validation", ({ numValidation }) => numValidation],
    ["test", ({ numTest }) => numTest],
    ["runs", ({ numRuns }) => numRuns],
  ]);
}

/** Every run's prediction for one image. */
function opinionsTable(opinions: readonly Opinion[], classNames: readonly string[]): Table {
  return tableOf<Opinion>(opinions, [
    ["run", ({ runId }) => runId],
    ["name", ({ name }) => name],
    ["method", ({ method }) => method],
    ["experiment", ({ experiment }) => experiment],
    ["repeat", ({ repeat }) => repeat + 1],
    ["predictedClass", ({ predicted }) => classNames[predicted] ?? null],
    ...classNames.map(
      (name, label): Column<Opinion> => [
        `probability of ${name}`,
        ({ probabilities }) => probabilities[label] ?? null,
      ],
    ),
  ]);
}

/** All data sets. */
export function datasetsTable(datasets: readonly DatasetRow[]): Table {
  return tableOf<DatasetRow>(datasets, [
    ["dataset", ({ id }) => id],
    ["name", ({ name }) => name],
    ["kind", ({ kind }) => kind],
    ["images", ({ numImages }) => numImages],
    ["classes", ({ numClasses }) => numClasses],
    ["runs", ({ numRuns }) => numRuns],
    ["createdAt", ({ createdAt }) => createdAt.toISOString()],
  ]);
}
