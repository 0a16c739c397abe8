import type { DbClient } from "../open-db.ts";

/**
 * The runs to compare a run with: on the same split of the same experiment, the newest tested one of each
 * method, the run itself for its own method; by id.
 */
export async function readSiblings(db: DbClient, runId: number): Promise<number[]> {
  const run = await db.run.findUnique({ where: { id: runId } });
  if (!run) return [];
  const { experimentId, splitId } = run;
  const tested = await db.run.findMany({
    where: { experimentId, splitId, accuracy: { not: null } },
    orderBy: { id: "asc" },
    select: { id: true, method: true },
  });
  const newest = new Map(tested.map(({ id, method }) => [method, id]));
  if (run.accuracy !== null) newest.set(run.method, run.id);
  return [...newest.values()].sort((a, b) => a - b);
}
