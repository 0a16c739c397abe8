import { setTimeout as delay } from "node:timers/promises";
import { sqliteCode } from "./sqlite-code.ts";

const SQLITE_BUSY = 5;
/** A read transaction that would write after someone else has: trying again cannot help. */
const SQLITE_BUSY_SNAPSHOT = 517;

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
      const busy = code !== null && (code & 0xff) === SQLITE_BUSY && code !== SQLITE_BUSY_SNAPSHOT;
      if (!busy || performance.now() >= deadline) throw error;
    }
    // Random, so that two waiting processes do not stay in step; most locks last a few milliseconds.
    await delay(1 + Math.random() * Math.min(20, 2 * attempt));
  }
}
