import { z } from "zod";
import type { DbClient } from "../handle.ts";

/** Which images of a data set: all, those of a class, those that share their content, or those all runs get wrong. */
export type ImageChoice =
  | { readonly kind: "all" | "duplicates" | "missed" }
  /** These, in this order. */
  | { readonly kind: "listed"; readonly ids: readonly number[] }
  /** A label index. */
  | { readonly kind: "class"; readonly label: number };

const Row = z.object({
  id: z.coerce.number(),
  hash: z.string(),
  className: z.string(),
  source: z.string(),
  tileX: z.nullable(z.coerce.number()),
  tileY: z.nullable(z.coerce.number()),
  numRuns: z.coerce.number(),
  numWrong: z.coerce.number(),
});

/** An image with how the runs that were tested on it fared. */
export interface DatasetImage {
  readonly id: number;
  readonly hash: string;
  readonly className: string;
  /** Which image it is, for people. */
  readonly source: string;
  /** Runs that were tested on it, but for those in the bin. */
  readonly numRuns: number;
  readonly numWrong: number;
}

export interface ImagePage {
  readonly images: readonly DatasetImage[];
  /** Of the whole choice. */
  readonly total: number;
}

/** An image counts as missed by every run only if at least this many were tested on it. */
export const FEWEST_AGAINST = 2;

/** A page of the images of a data set; missed ones the most often wrong first, others in the data set's order. */
export async function listImages(
  db: DbClient,
  datasetId: number,
  { choice, offset, limit }: { choice: ImageChoice; offset: number; limit: number },
): Promise<ImagePage> {
  const { where, order, args, orderArgs } = conditions(choice, datasetId);
  const from = `FROM "Image" image JOIN "Label" label ON label.id = image.labelId
    WHERE image.datasetId = ? AND ${where}`;
  const counted = await db.$queryRawUnsafe(`SELECT count(*) AS total ${from}`, datasetId, ...args);
  // Opinions are counted for the page alone.
  const rows = await db.$queryRawUnsafe(
    `SELECT image.id, image.hash, label.name AS className, image.source, image.tileX, image.tileY,
       (SELECT count(*) ${OPINIONS}) AS numRuns,
       (SELECT count(*) ${OPINIONS} AND predicted <> trueLabel) AS numWrong
     ${from} ORDER BY ${order} LIMIT ? OFFSET ?`,
    datasetId,
    ...args,
    ...orderArgs,
    limit,
    offset,
  );
  const [count] = z.array(z.object({ total: z.coerce.number() })).parse(counted);
  return {
    total: count?.total ?? 0,
    images: z
      .array(Row)
      .parse(rows)
      .map(({ tileX, tileY, source, ...row }) => ({
        ...row,
        source: tileX === null ? source : `${source} at ${tileX}, ${tileY}`,
      })),
  };
}

const OPINIONS = `FROM "Prediction" prediction JOIN "Run" run ON run.id = prediction.runId
  WHERE prediction.imageId = image.id AND run.deletedAt IS NULL`;

interface Conditions {
  readonly where: string;
  readonly order: string;
  readonly args: readonly (number | string)[];
  readonly orderArgs: readonly string[];
}

function conditions(choice: ImageChoice, datasetId: number): Conditions {
  const all = { where: "true", order: "image.position", args: [], orderArgs: [] };
  switch (choice.kind) {
    case "all":
      return all;
    case "class":
      return { ...all, where: `label."index" = ?`, args: [choice.label] };
    case "duplicates":
      return {
        ...all,
        // Asked of the data set, not of each image's: so it is answered once, not per image.
        where: `image.hash IN (SELECT hash FROM "Image" WHERE datasetId = ?
          GROUP BY hash HAVING count(*) > 1)`,
        order: "image.hash, image.position",
        args: [datasetId],
      };
    case "listed":
      return {
        ...all,
        where: "image.id IN (SELECT value FROM json_each(?))",
        order: "(SELECT key FROM json_each(?) WHERE value = image.id)",
        args: [JSON.stringify(choice.ids)],
        orderArgs: [JSON.stringify(choice.ids)],
      };
    case "missed":
      return {
        ...all,
        where: `image.id IN (
          SELECT imageId FROM "Prediction" prediction JOIN "Run" run ON run.id = prediction.runId
          WHERE run.deletedAt IS NULL GROUP BY imageId
          HAVING count(*) >= ${FEWEST_AGAINST} AND sum(predicted = trueLabel) = 0)`,
        order: "numRuns DESC, image.position",
      };
  }
}
