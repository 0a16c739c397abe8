import type { DbClient } from "../open-db.ts";
import { toEvent } from "./read-events.ts";

/**
 * Seconds that a run took from the decoded test images to their probabilities, all together; null where it
 * was not timed.
 */
export async function readTestSeconds(db: DbClient, runId: number): Promise<number | null> {
  const row = await db.runEvent.findFirst({ where: { runId, type: "predictions" } });
  const event = row ? toEvent(row)?.event : null;
  return (event?.type === "predictions" && event.seconds) || null;
}
