import { setTimeout as delay } from "node:timers/promises";
import { type Db, readRunTable, readTableSigns } from "@graft/db";
import { type LiveRows, toWire } from "../features/runs/live-rows.ts";
import { tableStamp } from "../features/runs/table-stamp.ts";
import { type Send, toStream } from "./server-sent.ts";

/** A comment this often, in milliseconds, shows both ends that the line is open. */
const HEARTBEAT_EVERY = 15_000;

export interface TableStreamOptions {
  /** Ends the stream: the browser has gone. */
  readonly signal: AbortSignal;
  /** How often to look, in milliseconds. */
  readonly pollEvery?: number;
}

/** What changes in the table of runs, as server-sent events. */
export function streamTable(db: Db, options: TableStreamOptions): ReadableStream<Uint8Array> {
  return toStream(options.signal, (signal, send) => followTable(db, { ...options, signal }, send));
}

/**
 * Follows the table until `signal` aborts: `rows` holds the rows of runs at work that differ from what was sent
 * before, a last time when they have ended. It begins with the `stamp` of the table, and says it again when runs
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
