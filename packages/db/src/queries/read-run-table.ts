import type { RunStatus } from "@graft/core/contract";
import type { DbClient } from "../open-db.ts";
import { deriveStatus } from "../runs/derive-status.ts";
import { thisHost } from "../runs/this-host.ts";
import { readEpochProgress } from "./read-epoch-progress.ts";

export interface RunTableRow {
  readonly id: number;
  readonly experiment: {
    readonly name: string;
    readonly datasetId: number;
    readonly dataset: string;
  };
  readonly method: string;
  /** 0-based. */
  readonly repeat: number;
  readonly seed: number;
  /** Runs with the same split were trained and tested on the same images. */
  readonly splitId: number;
  /** With `crashed` derived. */
  readonly status: RunStatus;
  /** Of an expected failure. */
  readonly errorCode: string | null;
  /** Fraction of `numTest` images predicted right; null until there are predictions. */
  readonly accuracy: number | null;
  /** Test images with a prediction. */
  readonly numTest: number;
  readonly backend: string;
  /** The last epoch of a run that is running; null before the first one, and for classical methods. */
  readonly progress: { readonly epoch: number; readonly epochs: number } | null;
  readonly startedAt: Date | null;
  /** The last sign of life. */
  readonly heartbeatAt: Date | null;
  readonly finishedAt: Date | null;
  /** From start to end, as the run measured it; null until it finished. */
  readonly seconds: number | null;
}

/** Every run, newest first, as the table of runs shows it. */
export async function readRunTable(db: DbClient, now = new Date()): Promise<RunTableRow[]> {
  const rows = await db.run.findMany({
    orderBy: { id: "desc" },
    omit: { config: true, environment: true },
    include: {
      experiment: { select: { name: true, datasetId: true, dataset: { select: { name: true } } } },
    },
  });
  const counts = await db.prediction.groupBy({ by: ["runId"], _count: { _all: true } });
  const numTest = new Map(counts.map((count) => [count.runId, count._count._all]));
  const here = thisHost();
  const runs = rows.map((row) => ({ ...row, status: deriveStatus(row, now, here) }));
  const running = runs.filter((run) => run.status === "running").map((run) => run.id);
  const progress = await readEpochProgress(db, running);
  return runs.map((run) => ({
    id: run.id,
    experiment: {
      name: run.experiment.name,
      datasetId: run.experiment.datasetId,
      dataset: run.experiment.dataset.name,
    },
    method: run.method,
    repeat: run.repeat,
    seed: run.seed,
    splitId: run.splitId,
    status: run.status,
    errorCode: run.errorCode,
    accuracy: run.accuracy,
    numTest: numTest.get(run.id) ?? 0,
    backend: run.backend,
    progress: progress.get(run.id) ?? null,
    startedAt: run.startedAt,
    heartbeatAt: run.heartbeatAt,
    finishedAt: run.finishedAt,
    seconds: run.seconds,
  }));
}
