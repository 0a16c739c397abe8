import type { DbClient } from "../open-db.ts";

/**
 * The runs to compare a run with: on the same split, under the same experiment name, the newest tested one
 * of each method; the run itself for its own method. By id.
 */
export async function readSiblings(db: DbClient, runId: number): Promise<number[]> {
  const run = await db.run.findUnique({
    where: { id: runId },
    include: { experiment: { select: { name: true } } },
  });
  if (!run) return [];
  const tested = await db.run.findMany({
    where: {
      splitId: run.splitId,
      experiment: { name: run.experiment.name },
      accuracy: { not: null },
      deletedAt: null,
      archivedAt: null,
    },
    orderBy: { id: "asc" },
    select: { id: true, method: true },
  });
  const newest = new Map(tested.map(({ id, method }) => [method, id]));
  if (run.accuracy !== null) newest.set(run.method, run.id);
  return [...newest.values()].sort((a, b) => a - b);
}
