import { inTransaction } from "../in-transaction.ts";
import type { Db } from "../open-db.ts";
import { applyEvents, type StoredEvent } from "../runs/apply-event.ts";
import { insertPredictions, type PredictionRecord } from "../runs/run-recorder.ts";
import type { RescueLine } from "./rescue-line.ts";

type RunLine = Extract<RescueLine, { type: "run" }>;

/**
 * Stores a run, or finds it: one process starts no two runs of a method, on a split, with a seed, in the same
 * millisecond. Its id is its number in this database.
 */
export async function mergeRun(
  db: Db,
  line: RunLine,
  { experimentId, splitId }: { experimentId: number; splitId: number },
): Promise<number> {
  const { method, repeat, seed, device, backend, backendReason, host, pid, processStart } = line;
  const startedAt = new Date(line.startedAt);
  const key = { experimentId, splitId, method, repeat, seed, host, pid, processStart, startedAt };
  return await inTransaction(db, async (tx) => {
    const stored = await tx.run.findFirst({ where: key, select: { id: true } });
    if (stored) return stored.id;
    const { id } = await tx.run.create({
      data: {
        ...key,
        device,
        backend,
        backendReason,
        config: JSON.stringify(line.config),
        environment: JSON.stringify(line.environment),
        status: "running",
        createdAt: startedAt,
        heartbeatAt: startedAt,
      },
      select: { id: true },
    });
    return id;
  });
}

/** Stores events that are missing, with all that follows from them. @returns How many those were. */
export async function mergeEvents(db: Db, events: readonly StoredEvent[]): Promise<number> {
  return await inTransaction(db, async (tx) => {
    const ids = [...new Set(events.map(({ runId }) => runId))];
    const stored = await tx.runEvent.findMany({
      where: { runId: { in: ids } },
      select: { runId: true, seq: true },
    });
    const known = new Set(stored.map(({ runId, seq }) => `${runId} ${seq}`));
    const missing = events.filter(({ runId, seq }) => !known.has(`${runId} ${seq}`));
    await applyEvents(tx, missing);
    return missing.length;
  });
}

/** Stores predictions that are missing. @returns How many those were. */
export async function mergePredictions(
  db: Db,
  runId: number,
  rows: readonly PredictionRecord[],
): Promise<number> {
  return await inTransaction(db, async (tx) => {
    const stored = await tx.prediction.findMany({ where: { runId }, select: { imageId: true } });
    const known = new Set(stored.map(({ imageId }) => imageId));
    const missing = rows.filter(({ imageId }) => !known.has(imageId));
    await insertPredictions(tx, runId, missing);
    return missing.length;
  });
}
