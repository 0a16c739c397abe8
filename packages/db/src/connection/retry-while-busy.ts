import { setTimeout as delay } from "node:timers/promises";
import { sqliteCode } from "./sqlite-code.ts";

const SQLITE_BUSY = 5;

/**
 * Runs `operation` again while SQLite says that another connection is writing.
 *
 * SQLite's own busy timeout sleeps inside the process: heartbeats, Ctrl-C and page requests would
 * wait with it, and two connections of one process would wait for each other for good.
 *
 * @param patience How long to keep trying, in milliseconds; then SQLite's error is thrown.
 */
export async function retryWhileBusy<T>(operation: () => T, patience: number): Promise<T> {
  const deadline = performance.now() + patience;
  for (let attempt = 1; ; attempt++) {
    try {
      return operation();
    } catch (error) {
      const code = sqliteCode(error);
      // The low byte: BEGIN IMMEDIATE itself can meet SQLITE_BUSY_SNAPSHOT, when another process commits
      // between its look at the log and its lock.
      const busy = code !== null && (code & 0xff) === SQLITE_BUSY;
      if (!busy || performance.now() >= deadline) throw error;
    }
    // Random, so that two waiting processes do not stay in step; most locks last a few milliseconds.
    await delay(1 + Math.random() * Math.min(20, 2 * attempt));
  }
}
