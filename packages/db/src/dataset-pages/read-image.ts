import { z } from "zod";
import type { DbClient } from "../handle.ts";

export interface ImageDetail {
  readonly id: number;
  readonly hash: string;
  readonly source: string;
  /** Upper left corner of a tile; null for a file of its own. */
  readonly tile: { readonly x: number; readonly y: number } | null;
  readonly group: string | null;
  /** A label index. */
  readonly label: number;
  /** In pixels and bytes, of the original. */
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly dataset: {
    readonly id: number;
    readonly name: string;
    readonly classNames: readonly string[];
  };
  /** Other images of the data set with the same content. */
  readonly duplicates: readonly {
    readonly id: number;
    readonly source: string;
    readonly label: number;
  }[];
  /** What every run that was tested on it said, the newest first; runs in the bin said nothing. */
  readonly opinions: readonly Opinion[];
}

/** What one run said of an image. */
export interface Opinion {
  readonly runId: number;
  readonly name: string | null;
  readonly method: string;
  readonly experiment: string;
  /** 0-based. */
  readonly repeat: number;
  readonly predicted: number;
  /** Per label index; sums to 1. */
  readonly probabilities: readonly number[];
}

const Probabilities = z.array(z.number());

/** An image of a data set; null if there is none with this id in it. */
export async function readImage(
  db: DbClient,
  { datasetId, imageId }: { datasetId: number; imageId: number },
): Promise<ImageDetail | null> {
  const image = await db.image.findFirst({
    where: { id: imageId, datasetId },
    include: {
      label: true,
      content: { select: { width: true, height: true, bytes: true } },
      dataset: { include: { labels: { orderBy: { index: "asc" } } } },
    },
  });
  if (!image) return null;
  const duplicates = await db.image.findMany({
    where: { datasetId, hash: image.hash, id: { not: imageId } },
    include: { label: true },
  });
  const { tileX, tileY, dataset } = image;
  return {
    id: image.id,
    hash: image.hash,
    source: image.source,
    tile: tileX === null || tileY === null ? null : { x: tileX, y: tileY },
    group: image.groupName,
    label: image.label.index,
    ...image.content,
    dataset: {
      id: dataset.id,
      name: dataset.name,
      classNames: dataset.labels.map(({ name }) => name),
    },
    duplicates: duplicates.map(({ id, source, label }) => ({ id, source, label: label.index })),
    opinions: await readOpinions(db, imageId),
  };
}

async function readOpinions(db: DbClient, imageId: number): Promise<Opinion[]> {
  const rows = await db.prediction.findMany({
    where: { imageId, run: { deletedAt: null } },
    orderBy: { runId: "desc" },
    include: {
      run: {
        select: {
          name: true,
          method: true,
          repeat: true,
          experiment: { select: { name: true } },
        },
      },
    },
  });
  return rows.map(({ run, runId, predicted, probabilities }) => ({
    runId,
    name: run.name,
    method: run.method,
    experiment: run.experiment.name,
    repeat: run.repeat,
    predicted,
    probabilities: Probabilities.parse(JSON.parse(probabilities)),
  }));
}

/** What one run said of one test image. */
export interface Vote {
  readonly run: number;
  readonly image: number;
  /** Label index that the image is filed under. */
  readonly label: number;
  /** Per label index. */
  readonly probabilities: readonly number[];
}

/** Predictions that are read at most: of more runs the newest count. */
const MOST_VOTES = 50_000;

const Runs = z.array(z.object({ id: z.coerce.number(), numTested: z.coerce.number() }));

/**
 * Test predictions on the images of a data set, of the newest run of each method on each split; runs in the bin say
 * nothing. Whole runs only, the newest first, as many as fit.
 *
 * @param most Predictions in all.
 */
export async function readVotes(
  db: DbClient,
  datasetId: number,
  most: number = MOST_VOTES,
): Promise<Vote[]> {
  const found = await db.$queryRawUnsafe(
    `SELECT max(run.id) AS id,
       (SELECT count(*) FROM "Prediction" WHERE runId = max(run.id)) AS numTested FROM "Run" run
     JOIN "Experiment" experiment ON experiment.id = run.experimentId
     WHERE experiment.datasetId = ? AND run.deletedAt IS NULL
       AND EXISTS (SELECT 1 FROM "Prediction" WHERE runId = run.id)
     GROUP BY run.method, run.splitId ORDER BY id DESC`,
    datasetId,
  );
  const ids: number[] = [];
  let left = most;
  for (const { id, numTested } of Runs.parse(found)) {
    left -= numTested;
    if (left < 0) break;
    ids.push(id);
  }
  const rows = await db.prediction.findMany({
    where: { runId: { in: ids } },
    orderBy: [{ runId: "asc" }, { imageId: "asc" }],
    select: { runId: true, imageId: true, trueLabel: true, probabilities: true },
  });
  return rows.map(({ runId, imageId, trueLabel, probabilities }) => ({
    run: runId,
    image: imageId,
    label: trueLabel,
    probabilities: Probabilities.parse(JSON.parse(probabilities)),
  }));
}
