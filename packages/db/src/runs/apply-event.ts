import type { RunEvent } from "@graft/core/contract";
import { AppError } from "@graft/core/errors";
import type { DbClient } from "../open-db.ts";

export interface StoredEvent {
  readonly runId: number;
  /** 1-based within the run. */
  readonly seq: number;
  readonly at: Date;
  readonly event: RunEvent;
}

/**
 * Writes an event and what follows from it.
 *
 * @throws {AppError} TRAINING_DIVERGED for a metric that is no finite number: JSON and SQL have none.
 */
export async function applyEvent(tx: DbClient, stored: StoredEvent): Promise<void> {
  const { runId, seq, at, event } = stored;
  if (event.type === "epoch.finished") requireFinite(event);
  await tx.runEvent.create({
    data: { runId, seq, at, type: event.type, payload: JSON.stringify(event) },
  });
  const run = { where: { id: runId } };
  switch (event.type) {
    case "epoch.finished":
      await tx.metric.createMany({ data: metricRows(stored, event) });
      return;
    case "predictions":
      await tx.run.update({ ...run, data: { accuracy: event.accuracy } });
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
    case "log":
    case "selection":
      return;
  }
}

type EpochFinished = Extract<RunEvent, { type: "epoch.finished" }>;

/** One row per metric, with the speed and the time among them; the step is the epoch. */
function metricRows({ runId, at }: StoredEvent, event: EpochFinished) {
  const { epoch, metrics, imagesPerSecond, seconds } = event;
  const values = { ...metrics, "images-per-second": imagesPerSecond, seconds };
  return Object.entries(values).map(([key, value]) => ({ runId, key, step: epoch, value, at }));
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
