import { setTimeout as delay } from "node:timers/promises";
import {
  type Db,
  readEventSigns,
  readEvents,
  readRunStatus,
  readRunTable,
  readTableSigns,
} from "@graft/db";
import { type LiveRows, toWire } from "../features/runs/live-rows.ts";
import { typedEvent } from "./http.ts";

/** Takes the text of a server-sent event. */
type Send = (text: string) => void;

/** Headers of a live line. */
export const STREAM_HEADERS: Readonly<Record<string, string>> = {
  "Content-Type": "text/event-stream; charset=utf-8",
  // No-transform: a compressor would hold events back.
  "Cache-Control": "no-store, no-transform",
};

/** The output of `follow` as a stream; when the browser leaves, the signal that `follow` gets is aborted. */
function toStream(
  request: AbortSignal,
  follow: (signal: AbortSignal, send: Send) => Promise<void>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const closed = new AbortController();
  const signal = AbortSignal.any([request, closed.signal]);
  return new ReadableStream({
    async start(controller) {
      try {
        await follow(signal, (text) => controller.enqueue(encoder.encode(text)));
        if (!signal.aborted) controller.close();
      } catch (error) {
        if (!signal.aborted) controller.error(error);
      }
    },
    cancel() {
      closed.abort();
    },
  });
}

/** A comment this often, in milliseconds, keeps the connection open and shows both ends that it is. */
const HEARTBEAT_EVERY = 15_000;

export interface StreamOptions {
  readonly runId: number;
  /** Only events after this one. */
  readonly after: number;
  /** Ends the stream: the browser has gone. */
  readonly signal: AbortSignal;
  /** How often to look for new events, in milliseconds. */
  readonly pollEvery?: number;
}

/** A client that missed more events reloads the page, which sums them up. */
const MOST_MISSED = 5000;
/** Polls of the events per poll of the status. */
const STATUS_EVERY = 5;
/**
 * The events of a run as server-sent events: each with its number as id, `status` when the status
 * changes, `end` when there will be no more, and `reset` if too many were missed.
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
    // The status is read before the events: all events before the end are then there.
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

export interface TableStreamOptions {
  /** Ends the stream: the browser has gone. */
  readonly signal: AbortSignal;
  /** How often to look, in milliseconds. */
  readonly pollEvery?: number;
}

/** Identifies the set of runs and which of them are running, as text to compare. */
export function tableStamp(signs: {
  readonly newest: number;
  readonly running: readonly number[];
}): string {
  return `${signs.newest} ${signs.running.toSorted((a, b) => a - b).join(",")}`;
}

/** Changes in the table of runs, as server-sent events. */
export function streamTable(db: Db, options: TableStreamOptions): ReadableStream<Uint8Array> {
  return toStream(options.signal, (signal, send) => followTable(db, { ...options, signal }, send));
}

/**
 * Follows the table until `signal` aborts: `rows` holds the rows of running runs that differ from those sent
 * before, and once more when they have ended. It begins with the `stamp` of the table, and sends it again when runs
 * began or ended: a page with another one has missed something.
 */
export async function followTable(
  db: Db,
  { signal, pollEvery = 1000 }: TableStreamOptions,
  send: Send,
): Promise<void> {
  send("retry: 1000\n\n");
  let stamp = "";
  let running: readonly number[] = [];
  const told = new Map<number, string>();
  let lastSent = performance.now();
  const say = (event: string, data: LiveRows | string) => {
    send(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    lastSent = performance.now();
  };
  while (!signal.aborted) {
    const signs = await readTableSigns(db);
    const ids = [...new Set([...running, ...signs.running])];
    const rows = ids.length > 0 ? await readRunTable(db, { ids }) : [];
    const readAt = Date.now();
    if (signal.aborted) return;
    const changed = rows.filter((row) => {
      // Only a sign of life is nothing to show.
      const text = JSON.stringify({ ...row, heartbeatAt: null });
      const differs = told.get(row.id) !== text;
      told.set(row.id, text);
      return differs;
    });
    if (changed.length > 0) say("rows", { at: readAt, rows: changed.map(toWire) });
    if (tableStamp(signs) !== stamp) {
      stamp = tableStamp(signs);
      say("stamp", stamp);
    }
    for (const id of running) if (!signs.running.includes(id)) told.delete(id);
    ({ running } = signs);
    if (performance.now() - lastSent > HEARTBEAT_EVERY) {
      send(": still here\n\n");
      lastSent = performance.now();
    }
    await delay(pollEvery, undefined, { signal }).catch(() => undefined);
  }
}
