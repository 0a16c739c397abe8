import { z } from "zod";
import type { DbClient } from "../open-db.ts";

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
