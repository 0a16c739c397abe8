import type { Db } from "../handle.ts";
import { requireSameFile } from "../rescue/journal.ts";

/** Milliseconds between two signs of life; far below the age at which `deriveStatus` gives a run up. */
const INTERVAL = 2_000;

export interface HeartbeatOptions {
  readonly interval?: number;
  /** Called once, when somebody has asked the run to stop. */
  readonly onStopRequest?: () => void;
  /** Called once, when the database is not in its place any more. */
  readonly onLost?: (error: unknown) => void;
}

/**
 * Notes every few seconds that the run's process lives, and looks whether it was asked to stop. It does not
 * keep the process alive: a sign that cannot be written is left out.
 *
 * @returns Ends it, and waits for the one being written.
 */
export function startHeartbeat(
  db: Db,
  runId: number,
  { interval = INTERVAL, onStopRequest, onLost }: HeartbeatOptions = {},
): () => Promise<void> {
  let pending: Promise<unknown> | null = null;
  let told = false;
  const beat = async () => {
    if (isLost(db, onLost)) return;
    await db.run.updateMany({
      where: { id: runId, status: "running" },
      data: { heartbeatAt: new Date() },
    });
    if (told || !onStopRequest) return;
    const run = await db.run.findUnique({
      where: { id: runId },
      select: { stopRequestedAt: true },
    });
    if (!run?.stopRequestedAt || told) return;
    told = true;
    onStopRequest();
  };
  const timer = setInterval(() => {
    pending ??= beat()
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

function isLost(db: Db, onLost: HeartbeatOptions["onLost"]): boolean {
  try {
    requireSameFile(db);
    return false;
  } catch (error) {
    onLost?.(error);
    return true;
  }
}
