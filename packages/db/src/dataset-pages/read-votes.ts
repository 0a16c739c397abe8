import { z } from "zod";
import type { DbClient } from "../open-db.ts";

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

const Probabilities = z.array(z.number());
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
