import { setTimeout as delay } from "node:timers/promises";
import { sqliteCode } from "./sqlite-code.ts";

const SQLITE_BUSY = 5;
/** A wait longer than this, in milliseconds, is told. */
const WORTH_A_WORD = 2000;

/** How a program waits for another one that is writing. */
export interface Patience {
  /** In milliseconds; asked again all the time, so that a signal can end it. */
  readonly limit: () => number;
  /** Called once in a long wait. */
  readonly onWait?: (() => void) | undefined;
}

/** @param limit In milliseconds, or a function that gives them. */
export function toPatience(limit: number | (() => number) = 15_000, onWait?: () => void): Patience {
  return { limit: typeof limit === "number" ? () => limit : limit, onWait };
}

/**
 * Runs `operation` again while SQLite says that another connection is writing.
 *
 * SQLite's own busy timeout sleeps inside the process: heartbeats, Ctrl-C and page requests would
 * wait with it, and two connections of one process would wait for each other for good.
 *
 * @param patience How long to keep trying; then SQLite's error is thrown.
 */
export async function retryWhileBusy<T>(operation: () => T, patience: Patience): Promise<T> {
  const started = performance.now();
  let told = false;
  for (let attempt = 1; ; attempt++) {
    const waited = performance.now() - started;
    try {
      return operation();
    } catch (error) {
      const code = sqliteCode(error);
      // The low byte: BEGIN IMMEDIATE itself can meet SQLITE_BUSY_SNAPSHOT, when another process commits
      // between its look at the log and its lock.
      const busy = code !== null && (code & 0xff) === SQLITE_BUSY;
      if (!busy || waited >= patience.limit()) throw error;
    }
    if (!told && waited > WORTH_A_WORD) {
      told = true;
      patience.onWait?.();
    }
    // Random, so that two waiting processes do not stay in step; most locks last a few milliseconds.
    const longest = attempt < 100 ? Math.min(20, 2 * attempt) : 250;
    await delay(1 + Math.random() * longest);
  }
}
