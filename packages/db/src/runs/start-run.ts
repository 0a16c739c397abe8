import { createHash } from "node:crypto";
import { type Db, databasePath, inTransaction } from "../handle.ts";
import type { ExperimentRecord, RunRecord } from "../records.ts";
import { journalOf, requireSameFile } from "../rescue/journal.ts";
import { withStorageErrors } from "../storage-error.ts";
import { RunRecorder } from "./run-recorder.ts";
import { thisHost } from "./run-status.ts";

/**
 * Stores an experiment, or finds the one with the same name, config and data set, and gives its id;
 * safe if two processes come at the same time. The images left out are those of the latest time.
 *
 * @throws {AppError} DATABASE_BUSY, DATABASE_READ_ONLY, DATABASE_CORRUPT or DISK_FULL.
 */
export async function createExperiment(db: Db, experiment: ExperimentRecord): Promise<number> {
  const { name, config, datasetId, numSkipped = 0 } = experiment;
  const configHash = createHash("sha256").update(sortedJson(config)).digest("hex");
  const id = await inTransaction(db, async (tx) => {
    const stored = await tx.experiment.findUnique({
      where: { datasetId_name_configHash: { datasetId, name, configHash } },
      select: { id: true, numSkipped: true },
    });
    if (stored) {
      const { id } = stored;
      if (stored.numSkipped !== numSkipped) {
        await tx.experiment.update({ where: { id }, data: { numSkipped } });
      }
      return id;
    }
    const { id } = await tx.experiment.create({
      data: { name, config: JSON.stringify(config), configHash, datasetId, numSkipped },
    });
    return id;
  });
  journalOf(db)?.registered.experiments.set(id, experiment);
  return id;
}

/**
 * Opens a run of this process, with status `running`, and begins its heartbeat.
 *
 * @throws {AppError} DATABASE_BUSY, DATABASE_READ_ONLY, DATABASE_CORRUPT or DISK_FULL.
 */
export async function startRun(db: Db, run: RunRecord): Promise<RunRecorder> {
  const host = thisHost();
  const now = new Date();
  const processStart = host.startOf(process.pid) ?? "";
  requireSameFile(db);
  const { id } = await withStorageErrors(databasePath(db), () =>
    db.run.create({
      data: {
        ...run,
        config: JSON.stringify(run.config),
        environment: JSON.stringify(run.environment),
        status: "running",
        host: host.name,
        pid: process.pid,
        processStart,
        startedAt: now,
        heartbeatAt: now,
      },
      select: { id: true },
    }),
  );
  const { method, repeat, seed, device, backend, backendReason } = run;
  journalOf(db)?.append({
    type: "run",
    id,
    experiment: run.experimentId,
    split: run.splitId,
    method,
    repeat,
    seed,
    config: run.config as Record<string, unknown>,
    environment: run.environment as Record<string, unknown>,
    device,
    backend,
    backendReason,
    host: host.name,
    pid: process.pid,
    processStart,
    startedAt: now.toISOString(),
  });
  return new RunRecorder(db, id);
}

/** JSON with the keys of every object in order, so that equal values give equal text. */
export function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    const entries = Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries);
  });
}
