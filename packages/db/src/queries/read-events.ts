import { RunEvent } from "@graft/core/contract";
import type { DbClient } from "../open-db.ts";

export interface StoredEvent {
  /** 1-based within the run. */
  readonly seq: number;
  readonly at: Date;
  readonly event: RunEvent;
}

export interface EventPage {
  /** Oldest first. */
  readonly events: StoredEvent[];
  /** Where to go on: the last sequence number read, or what was given where there was nothing new. */
  readonly cursor: number;
  /** False if there is more to read now. */
  readonly complete: boolean;
}

/**
 * What a run said after `after`, at most `limit` events: the first render and the live feed both call it.
 *
 * An event of a kind this version does not know is passed over.
 */
export async function readEvents(
  db: DbClient,
  runId: number,
  { after = 0, limit = 500 }: { after?: number; limit?: number } = {},
): Promise<EventPage> {
  const rows = await db.runEvent.findMany({
    where: { runId, seq: { gt: after } },
    orderBy: { seq: "asc" },
    take: limit,
  });
  const events = rows.flatMap((row) => {
    const parsed = RunEvent.safeParse(parseJson(row.payload));
    return parsed.success ? [{ seq: row.seq, at: row.at, event: parsed.data }] : [];
  });
  return { events, cursor: rows.at(-1)?.seq ?? after, complete: rows.length < limit };
}

/** Everything a run said. */
export async function readAllEvents(db: DbClient, runId: number): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for (let after = 0; ; ) {
    const page = await readEvents(db, runId, { after });
    events.push(...page.events);
    if (page.complete) return events;
    after = page.cursor;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
