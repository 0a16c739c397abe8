import { z } from "zod";
import type { DbClient } from "../handle.ts";
import { readSplitSizes, type SplitSizes } from "../queries/find-runs.ts";

export interface DatasetDetail {
  readonly id: number;
  readonly name: string;
  /** folder, mosaic, manifest or another source. */
  readonly kind: string;
  readonly fingerprint: string;
  readonly createdAt: Date;
  /** In the order of their label index. */
  readonly classes: readonly { readonly name: string; readonly numImages: number }[];
  readonly numImages: number;
  /** How many images share their content with another, and how many of these lie in two classes. */
  readonly duplicates: { readonly images: number; readonly acrossClasses: number };
  readonly sizes: DatasetSizes;
  readonly splits: readonly DatasetSplit[];
}

/** Of the originals, over different contents. */
interface DatasetSizes {
  /** In pixels. */
  readonly width: Range;
  readonly height: Range;
  /** Of a file, or of the pixels of a tile. */
  readonly bytes: Range;
  readonly totalBytes: number;
}

interface Range {
  readonly min: number;
  readonly max: number;
}

export interface DatasetSplit extends SplitSizes {
  readonly id: number;
  readonly seed: number;
  /** 0-based. */
  readonly repeat: number;
  /** Runs on it that are not in the bin. */
  readonly numRuns: number;
}

/** Splits that are described; there is one per repeat and seed. */
const MOST_SPLITS = 100;

/** What is in a data set; null if there is none with this id. */
export async function readDataset(db: DbClient, id: number): Promise<DatasetDetail | null> {
  const dataset = await db.dataset.findUnique({
    where: { id },
    include: { labels: { orderBy: { index: "asc" } } },
  });
  if (!dataset) return null;
  const counts = await db.image.groupBy({
    by: ["labelId"],
    where: { datasetId: id },
    _count: { _all: true },
  });
  const classes = dataset.labels.map((label) => ({
    name: label.name,
    numImages: counts.find(({ labelId }) => labelId === label.id)?._count._all ?? 0,
  }));
  return {
    id,
    name: dataset.name,
    kind: dataset.kind,
    fingerprint: dataset.fingerprint,
    createdAt: dataset.createdAt,
    classes,
    numImages: classes.reduce((sum, { numImages }) => sum + numImages, 0),
    duplicates: await countDuplicates(db, id),
    sizes: await readSizes(db, id),
    splits: await readSplits(db, id),
  };
}

async function countDuplicates(db: DbClient, id: number): Promise<DatasetDetail["duplicates"]> {
  const Rows = z.array(z.object({ images: z.coerce.number(), acrossClasses: z.coerce.number() }));
  const [counts] = Rows.parse(
    await db.$queryRawUnsafe(
      `SELECT coalesce(sum(n), 0) AS images,
         coalesce(sum(n) FILTER (WHERE labels > 1), 0) AS acrossClasses
       FROM (SELECT count(*) AS n, count(DISTINCT labelId) AS labels
             FROM "Image" WHERE datasetId = ? GROUP BY hash HAVING count(*) > 1)`,
      id,
    ),
  );
  return counts ?? { images: 0, acrossClasses: 0 };
}

async function readSizes(db: DbClient, id: number): Promise<DatasetSizes> {
  const sizes = await db.imageContent.aggregate({
    where: { images: { some: { datasetId: id } } },
    _min: { width: true, height: true, bytes: true },
    _max: { width: true, height: true, bytes: true },
    _sum: { bytes: true },
  });
  const range = (key: "width" | "height" | "bytes") => ({
    min: sizes._min[key] ?? 0,
    max: sizes._max[key] ?? 0,
  });
  return {
    width: range("width"),
    height: range("height"),
    bytes: range("bytes"),
    totalBytes: sizes._sum.bytes ?? 0,
  };
}

async function readSplits(db: DbClient, id: number): Promise<DatasetSplit[]> {
  const splits = await db.split.findMany({
    where: { datasetId: id },
    orderBy: [{ repeat: "asc" }, { seed: "asc" }],
    take: MOST_SPLITS,
    include: { _count: { select: { runs: { where: { deletedAt: null } } } } },
  });
  const sizes = await readSplitSizes(
    db,
    splits.map((split) => split.id),
  );
  return splits.map((split) => ({
    id: split.id,
    seed: split.seed,
    repeat: split.repeat,
    numRuns: split._count.runs,
    ...(sizes.get(split.id) ?? { numTrain: 0, numValidation: 0, numTest: 0 }),
  }));
}

const Rows = z.array(
  z.object({
    id: z.coerce.number(),
    name: z.string(),
    kind: z.string(),
    createdAt: z.coerce.date(),
    numImages: z.coerce.number(),
    numClasses: z.coerce.number(),
    numRuns: z.coerce.number(),
  }),
);

export type DatasetRow = z.output<typeof Rows>[number];

/** All data sets, the newest first; runs in the bin do not count. */
export async function listDatasets(db: DbClient): Promise<DatasetRow[]> {
  return Rows.parse(
    await db.$queryRawUnsafe(
      `SELECT id, name, kind, createdAt,
         (SELECT count(*) FROM "Image" WHERE datasetId = dataset.id) AS numImages,
         (SELECT count(*) FROM "Label" WHERE datasetId = dataset.id) AS numClasses,
         (SELECT count(*) FROM "Run" run JOIN "Experiment" experiment ON experiment.id = run.experimentId
          WHERE experiment.datasetId = dataset.id AND run.deletedAt IS NULL) AS numRuns
       FROM "Dataset" dataset ORDER BY id DESC`,
    ),
  );
}
