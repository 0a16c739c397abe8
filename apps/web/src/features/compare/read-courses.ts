import { type Curve, type Db, readCurves } from "@graft/db";

/** Curves of runs, by the id of the run. */
export type CurvesById = ReadonlyMap<number, readonly Curve[]>;

/** How trainings went on: the validation accuracy, and when each epoch was over. */
export const COURSE_KEYS = ["validation/accuracy", "seconds"];

/** What of a training is laid over that of others. */
export const CURVE_KEYS = [
  "train/loss",
  "train/accuracy",
  "validation/loss",
  "validation/accuracy",
  "seconds",
];

/** So many points per curve are enough where several stand beside each other. */
const MOST_POINTS = 300;

/** Reads some curves of several runs; a run without one has none of it. */
export async function readCurvesOf(
  db: Db,
  ids: readonly number[],
  keys: readonly string[],
): Promise<CurvesById> {
  const read = await Promise.all(
    ids.map(async (id) => [id, await readCurves(db, id, { keys, most: MOST_POINTS })] as const),
  );
  return new Map(read);
}
