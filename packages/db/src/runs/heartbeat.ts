import type { Db } from "../open-db.ts";

/** Milliseconds between two signs of life; far below the age at which `deriveStatus` gives a run up. */
const INTERVAL = 5_000;

/**
 * Notes every few seconds that the run's process lives. It neither keeps the process alive nor stops the
 * run: a sign that cannot be written is left out.
 *
 * @returns Ends it, and waits for the one being written.
 */
export function startHeartbeat(db: Db, runId: number, interval = INTERVAL): () => Promise<void> {
  let pending: Promise<unknown> | null = null;
  const timer = setInterval(() => {
    pending ??= db.run
      .updateMany({
        where: { id: runId, status: "running" },
        data: { heartbeatAt: new Date() },
      })
      .catch(() => {})
      .finally(() => {
        pending = null;
      });
  }, interval);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await pending;
  };
}
