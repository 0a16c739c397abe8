import type { RunKind } from "@graft/core/contract";
import { type Db, databasePath } from "../open-db.ts";
import { journalOf } from "../rescue/journal.ts";
import { requireSameFile } from "../rescue/lost-database.ts";
import { withStorageErrors } from "../storage-error.ts";
import { RunRecorder } from "./run-recorder.ts";
import { thisHost } from "./this-host.ts";

export interface RunRecord {
  readonly experimentId: number;
  readonly method: RunKind;
  /** 0-based. */
  readonly repeat: number;
  readonly seed: number;
  readonly splitId: number;
  /** The resolved settings of the method, or of the pretraining; stored as JSON. */
  readonly config: object;
  /** Commit, lockfile, Node, backend, CPU and GPU; stored as JSON. */
  readonly environment: object;
  readonly device: string;
  readonly backend: string;
  /** Why no faster engine ran. */
  readonly backendReason: string;
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
