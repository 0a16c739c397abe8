import { setTimeout as delay } from "node:timers/promises";
import { type Db, readEventSigns, readEvents, readRunStatus } from "@graft/db";
import { type Send, toStream } from "./server-sent.ts";
import { typedEvent } from "./typed.ts";

export interface StreamOptions {
  readonly runId: number;
  /** Only events after this one. */
  readonly after: number;
  /** Ends the stream: the browser has gone. */
  readonly signal: AbortSignal;
  /** How often to look for new events, in milliseconds. */
  readonly pollEvery?: number;
}

/** Who missed more events than this reads the page anew: it sums them up. */
const MOST_MISSED = 5000;
/** Looks at the status once in so many looks at the events. */
const STATUS_EVERY = 5;
/** A comment this often, in milliseconds, shows both ends that the line is open. */
const HEARTBEAT_EVERY = 15_000;

/**
 * What a run says, as server-sent events: every event with its number as id, `status` when the status
 * changes, `end` when there will be nothing more, and `reset` where too much was missed to be told.
 *
 * The database is the only channel to the trainer, so it is asked again and again; one look costs a
 * fraction of a millisecond.
 */
export function streamRunEvents(db: Db, options: StreamOptions): ReadableStream<Uint8Array> {
  return toStream(options.signal, (signal, send) => followRun(db, { ...options, signal }, send));
}

/**
 * Follows a run until it is over or `signal` aborts, and hands every message to `send` as the text of a
 * server-sent event. After an abort it asks the database nothing more.
 */
export async function followRun(
  db: Db,
  { runId, after, signal, pollEvery = 400 }: StreamOptions,
  send: Send,
): Promise<void> {
  // The browser tries again this many milliseconds after a lost connection.
  send("retry: 1000\n\n");
  const { newest } = await readEventSigns(db, runId);
  if (newest - after > MOST_MISSED) return send("event: reset\ndata: {}\n\n");
  let cursor = after;
  let told = "";
  let lastSent = performance.now();
  for (let look = 0; !signal.aborted; look++) {
    // The status is read before the events: what a run said before it ended is then always there.
    const status = look % STATUS_EVERY === 0 ? await readRunStatus(db, runId) : "running";
    for (let complete = false; !complete && !signal.aborted; ) {
      const page = await readEvents(db, runId, { after: cursor });
      for (const event of page.events) {
        const shown = { ...event, event: typedEvent(event.event) };
        send(`id: ${event.seq}\ndata: ${JSON.stringify(shown)}\n\n`);
        lastSent = performance.now();
      }
      ({ cursor, complete } = page);
    }
    if (signal.aborted) return;
    const over = status !== "running" && status !== "queued";
    if (look % STATUS_EVERY === 0 && status !== null && status !== told) {
      send(`event: status\ndata: ${JSON.stringify({ status })}\n\n`);
      told = status;
    }
    if (over) return send("event: end\ndata: {}\n\n");
    if (performance.now() - lastSent > HEARTBEAT_EVERY) {
      send(": still here\n\n");
      lastSent = performance.now();
    }
    await delay(pollEvery, undefined, { signal }).catch(() => undefined);
  }
}
