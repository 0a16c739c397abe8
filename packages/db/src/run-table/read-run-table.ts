import { RUN_STATUSES, RunEvent, type RunStatus } from "@graft/core/contract";
import type { RunFilter } from "@graft/core/contract/run-query";
import { z } from "zod";
import type { DbClient } from "../handle.ts";
import { readSplitSizes } from "../queries/find-runs.ts";
import { deriveStatus, thisHost } from "../runs/run-status.ts";
import { compileFilter } from "./compile-filter.ts";
import { readExtraColumns } from "./extra-columns.ts";

/** Which runs: those at hand, those put away, or those in the bin. */
export type RunShelf = "active" | "archived" | "deleted";

export interface RunTableQuery {
  readonly filter?: RunFilter | null;
  /** Default `active`. */
  readonly shelf?: RunShelf;
  /** Settings and metrics to read beside, as `config.learningRate` or `metric.train/loss`. */
  readonly extra?: readonly string[];
  /** Only these runs. */
  readonly ids?: readonly number[];
}

export interface RunTableRow {
  readonly id: number;
  /** What somebody called it. */
  readonly name: string | null;
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
  /** Runs that differ in seed and repeat only have the same number here: together they are repeats. */
  readonly settings: number;
  /** With `crashed` derived. */
  readonly status: RunStatus;
  /** Asked to stop, and not yet stopped. */
  readonly stopping: boolean;
  /** Of an expected failure. */
  readonly errorCode: string | null;
  /** Fraction of `numTest` images predicted right; null until there are predictions. */
  readonly accuracy: number | null;
  /** Test images with a prediction. */
  readonly numTest: number;
  /** Training images of its split. */
  readonly numTrain: number;
  readonly backend: string;
  readonly device: string;
  /** The last epoch of a run that is running; null before the first one, and for classical methods. */
  readonly progress: { readonly epoch: number; readonly epochs: number } | null;
  readonly startedAt: Date | null;
  /** The last sign of life. */
  readonly heartbeatAt: Date | null;
  readonly finishedAt: Date | null;
  /** From start to end, as the run measured it; null until it finished. */
  readonly seconds: number | null;
  readonly pinned: boolean;
  readonly tags: readonly string[];
  readonly note: string;
  /** The extra columns that were asked for; a run without the value has none. */
  readonly extra: Readonly<Record<string, string | number>>;
}

const Time = z.nullable(z.coerce.date());
const Row = z.object({
  id: z.coerce.number(),
  name: z.nullable(z.string()),
  experimentName: z.string(),
  datasetId: z.coerce.number(),
  datasetName: z.string(),
  method: z.string(),
  repeat: z.coerce.number(),
  seed: z.coerce.number(),
  splitId: z.coerce.number(),
  settings: z.coerce.number(),
  status: z.enum(RUN_STATUSES),
  errorCode: z.nullable(z.string()),
  accuracy: z.nullable(z.number()),
  numTested: z.coerce.number(),
  backend: z.string(),
  device: z.string(),
  host: z.string(),
  pid: z.coerce.number(),
  processStart: z.string(),
  startedAt: Time,
  heartbeatAt: Time,
  finishedAt: Time,
  stopRequestedAt: Time,
  seconds: z.nullable(z.number()),
  pinned: z.coerce.boolean(),
  tags: z.string(),
  note: z.nullable(z.string()),
});
const Tags = z.array(z.string());

const SHELVES: Readonly<Record<RunShelf, string>> = {
  active: "run.deletedAt IS NULL AND run.archivedAt IS NULL",
  archived: "run.deletedAt IS NULL AND run.archivedAt IS NOT NULL",
  deleted: "run.deletedAt IS NOT NULL",
};

/** The runs that a query asks for, newest first, as the table of runs shows them. */
export async function readRunTable(
  db: DbClient,
  query: RunTableQuery = {},
  now = new Date(),
): Promise<RunTableRow[]> {
  const { filter = null, shelf = "active", extra = [], ids } = query;
  const crashed = filter ? await findCrashed(db, now) : [];
  const condition = filter && compileFilter(filter, { crashed });
  const conditions = [
    { sql: SHELVES[shelf], args: [] },
    ...(condition ? [condition] : []),
    ...(ids ? [{ sql: `run.id IN (${ids.map(() => "?").join(", ")})`, args: ids }] : []),
  ];
  const sql = `${SELECT} WHERE ${conditions.map((part) => `(${part.sql})`).join(" AND ")} ORDER BY run.id DESC`;
  const found = await db.$queryRawUnsafe(sql, ...conditions.flatMap((part) => part.args));
  const rows = z.array(Row).parse(found);
  const here = thisHost();
  const statuses = new Map(rows.map((row) => [row.id, deriveStatus(row, now, here)]));
  const running = rows.filter(({ id }) => statuses.get(id) === "running").map(({ id }) => id);
  const progress = await readEpochProgress(db, running);
  const sizes = await readSplitSizes(db, [...new Set(rows.map(({ splitId }) => splitId))]);
  const extras = await readExtraColumns(
    db,
    rows.map(({ id }) => id),
    extra,
  );
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    experiment: { name: row.experimentName, datasetId: row.datasetId, dataset: row.datasetName },
    method: row.method,
    repeat: row.repeat,
    seed: row.seed,
    splitId: row.splitId,
    settings: row.settings,
    status: statuses.get(row.id) ?? row.status,
    stopping: row.stopRequestedAt !== null && statuses.get(row.id) === "running",
    errorCode: row.errorCode,
    accuracy: row.accuracy,
    numTest: row.numTested,
    numTrain: sizes.get(row.splitId)?.numTrain ?? 0,
    backend: row.backend,
    device: row.device,
    progress: progress.get(row.id) ?? null,
    startedAt: row.startedAt,
    heartbeatAt: row.heartbeatAt,
    finishedAt: row.finishedAt,
    seconds: row.seconds,
    pinned: row.pinned,
    tags: Tags.parse(JSON.parse(row.tags)),
    note: row.note ?? "",
    extra: extras.get(row.id) ?? {},
  }));
}

/** `settings` is the first of the runs that differ in nothing but seed and repeat; the settings themselves are long. */
const SELECT = `
  SELECT run.id, run.name, experiment.name AS experimentName, experiment.datasetId,
    dataset.name AS datasetName, run.method, run.repeat, run.seed, run.splitId,
    min(run.id) OVER (PARTITION BY experiment.name, experiment.datasetId, run.method, run.config,
      json_remove(experiment.config, '$.seed', '$.repeats', '$.methods', '$.device')) AS settings,
    run.status, run.errorCode, run.accuracy, run.numTested, run.backend, run.device, run.host,
    run.pid, run.processStart, run.startedAt, run.heartbeatAt, run.finishedAt,
    run.stopRequestedAt, run.seconds, run.pinnedAt IS NOT NULL AS pinned,
    (SELECT json_group_array(name) FROM (SELECT name FROM "Tag" WHERE runId = run.id ORDER BY name)) AS tags,
    (SELECT text FROM "Note" WHERE runId = run.id ORDER BY id DESC LIMIT 1) AS note
  FROM "Run" run
  JOIN "Experiment" experiment ON experiment.id = run.experimentId
  JOIN "Dataset" dataset ON dataset.id = experiment.datasetId`;

/** Runs that say they are running but are not. */
async function findCrashed(db: DbClient, now: Date): Promise<number[]> {
  const running = await db.run.findMany({
    where: { status: "running" },
    select: {
      id: true,
      status: true,
      host: true,
      pid: true,
      processStart: true,
      startedAt: true,
      heartbeatAt: true,
    },
  });
  const here = thisHost();
  return running.filter((run) => deriveStatus(run, now, here) === "crashed").map(({ id }) => id);
}

/** The last finished epoch of each of these runs; a run without one is left out. */
async function readEpochProgress(
  db: DbClient,
  runIds: readonly number[],
): Promise<Map<number, { epoch: number; epochs: number }>> {
  const progress = new Map<number, { epoch: number; epochs: number }>();
  for (const runId of runIds) {
    const row = await db.runEvent.findFirst({
      where: { runId, type: "epoch.finished" },
      orderBy: { seq: "desc" },
      select: { payload: true },
    });
    const event = row && RunEvent.safeParse(JSON.parse(row.payload)).data;
    if (event?.type === "epoch.finished") {
      progress.set(runId, { epoch: event.epoch, epochs: event.epochs });
    }
  }
  return progress;
}
