import { z } from "zod";
import type { DbClient } from "../open-db.ts";

/** What one run said of one test image. */
export interface TestPrediction {
  readonly imageId: number;
  readonly hash: string;
  /** Which image it was, for people. */
  readonly source: string;
  /** Label indices. */
  readonly trueLabel: number;
  readonly predicted: number;
  /** Probability per label index; sums to 1. */
  readonly probabilities: readonly number[];
}

const Probabilities = z.array(z.number());

/** Every test prediction of a run, in the data set's order; empty as long as there is none. */
export async function readPredictions(db: DbClient, runId: number): Promise<TestPrediction[]> {
  const rows = await db.prediction.findMany({
    where: { runId },
    orderBy: { image: { position: "asc" } },
    select: {
      trueLabel: true,
      predicted: true,
      probabilities: true,
      imageId: true,
      image: { select: { hash: true, source: true, tileX: true, tileY: true } },
    },
  });
  return rows.map(({ imageId, image, trueLabel, predicted, probabilities }) => ({
    imageId,
    hash: image.hash,
    source:
      image.tileX === null ? image.source : `${image.source} at ${image.tileX}, ${image.tileY}`,
    trueLabel,
    predicted,
    probabilities: Probabilities.parse(JSON.parse(probabilities)),
  }));
}
