import type { RunEvent } from "@graft/core/contract";
import { AppError } from "@graft/core/contract/errors";
import type { DbClient } from "../open-db.ts";
import { insertRows } from "./insert-rows.ts";
import { addToBlocks } from "./metric-block.ts";

export interface StoredEvent {
  readonly runId: number;
  /** 1-based within the run. */
  readonly seq: number;
  readonly at: Date;
  readonly event: RunEvent;
}

const EVENTS = { table: "RunEvent", columns: ["runId", "seq", "type", "payload", "at"] };
const METRICS = { table: "Metric", columns: ["runId", "key", "step", "value", "at"] };

/**
 * Writes events and what follows from them, in order.
 *
 * @throws {AppError} TRAINING_DIVERGED for a metric that is no finite number: JSON and SQL have none.
 */
export async function applyEvents(tx: DbClient, stored: readonly StoredEvent[]): Promise<void> {
  for (const { event } of stored) if (event.type === "epoch.finished") requireFinite(event);
  const events = stored.map(
    ({ runId, seq, event, at }) => [runId, seq, event.type, JSON.stringify(event), at] as const,
  );
  await insertRows(tx, EVENTS, events);
  const metrics = stored.flatMap(metricRows);
  await insertRows(tx, METRICS, metrics);
  await addToBlocks(tx, metrics);
  for (const one of stored) await applyToRun(tx, one);
}

/** What an event changes of its run, beside being kept. */
async function applyToRun(tx: DbClient, { runId, at, event }: StoredEvent): Promise<void> {
  const run = { where: { id: runId } };
  switch (event.type) {
    case "predictions":
      await tx.run.update({
        ...run,
        data: { accuracy: event.accuracy, numTested: event.count },
      });
      return;
    case "artifact": {
      const { kind, name, sha256, bytes } = event;
      await tx.artifact.create({ data: { runId, kind, name, sha256, bytes, createdAt: at } });
      return;
    }
    case "run.finished":
      await tx.run.update({
        ...run,
        data: { status: "finished", finishedAt: at, seconds: event.seconds },
      });
      return;
    case "run.failed":
      await tx.run.update({
        ...run,
        data: {
          status: "failed",
          finishedAt: at,
          errorCode: event.code,
          errorMessage: event.message,
          errorHint: event.hint,
        },
      });
      return;
    case "run.cancelled":
      await tx.run.update({
        ...run,
        data: { status: "cancelled", finishedAt: at, errorMessage: event.reason },
      });
      return;
    case "run.started":
    case "epoch.finished":
    case "log":
    case "selection":
      return;
  }
}

type EpochFinished = Extract<RunEvent, { type: "epoch.finished" }>;

/** One row per metric, with the speed and the time among them; the step is the epoch. */
function metricRows({ runId, at, event }: StoredEvent) {
  if (event.type !== "epoch.finished") return [];
  const { epoch, metrics, imagesPerSecond, seconds } = event;
  const values = { ...metrics, "images-per-second": imagesPerSecond, seconds };
  return Object.entries(values).map(([key, value]) => [runId, key, epoch, value, at] as const);
}

function requireFinite({ epoch, metrics }: EpochFinished): void {
  const bad = Object.entries(metrics).find(([, value]) => !Number.isFinite(value));
  if (!bad) return;
  throw new AppError({
    code: "TRAINING_DIVERGED",
    message: `In epoch ${epoch}, ${bad[0]} became ${bad[1]}.`,
    hint: "Lower the learning rate, or check the backbone's input range.",
  });
}
