import type { RunStatus } from "@graft/core/contract";
import { type Db, databasePath } from "../handle.ts";
import { withStorageErrors } from "../storage-error.ts";
import { deriveStatus, thisHost } from "./run-status.ts";

export interface RunSummary {
  readonly id: number;
  readonly experiment: string;
  readonly method: string;
  readonly repeat: number;
  readonly seed: number;
  /** As it is, not as it was last written. */
  readonly status: RunStatus;
  /** Fraction of the test images; null until there are predictions. */
  readonly accuracy: number | null;
  /** Seconds from start to end; null unless finished. */
  readonly seconds: number | null;
  readonly device: string;
  readonly backend: string;
  readonly createdAt: Date;
}

/**
 * The newest runs but those in the bin, newest first.
 *
 * @param limit How many at most; all if left out.
 * @throws {AppError} DATABASE_BUSY or DATABASE_CORRUPT.
 */
export async function listRuns(db: Db, { limit }: { limit?: number } = {}): Promise<RunSummary[]> {
  const rows = await withStorageErrors(databasePath(db), () =>
    db.run.findMany({
      where: { deletedAt: null },
      orderBy: { id: "desc" },
      include: { experiment: { select: { name: true } } },
      ...(limit !== undefined && { take: limit }),
    }),
  );
  const now = new Date();
  const here = thisHost();
  return rows.map((run) => ({
    id: run.id,
    experiment: run.experiment.name,
    method: run.method,
    repeat: run.repeat,
    seed: run.seed,
    status: deriveStatus(run, now, here),
    accuracy: run.accuracy,
    seconds: run.seconds,
    device: run.device,
    backend: run.backend,
    createdAt: run.createdAt,
  }));
}
