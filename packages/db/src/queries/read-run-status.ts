import type { RunStatus } from "@graft/core/contract";
import type { DbClient } from "../open-db.ts";
import { deriveStatus } from "../runs/derive-status.ts";
import { thisHost } from "../runs/this-host.ts";

/** The status of a run as it is now, `crashed` derived; null if there is no such run. */
export async function readRunStatus(
  db: DbClient,
  runId: number,
  now = new Date(),
): Promise<RunStatus | null> {
  const run = await db.run.findUnique({
    where: { id: runId },
    select: {
      status: true,
      host: true,
      pid: true,
      processStart: true,
      startedAt: true,
      heartbeatAt: true,
    },
  });
  return run && deriveStatus(run, now, thisHost());
}
