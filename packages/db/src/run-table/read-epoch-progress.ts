import { RunEvent } from "@graft/core/contract";
import type { DbClient } from "../open-db.ts";

/** The last finished epoch of each of these runs; a run without one is left out. */
export async function readEpochProgress(
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
