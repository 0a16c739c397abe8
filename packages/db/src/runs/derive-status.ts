import type { RunStatus } from "@graft/core/contract";
import type { Host } from "./this-host.ts";

/** A heartbeat this old, in milliseconds, means crashed where the process itself cannot be looked at. */
export const STALE_AFTER = 2 * 60_000;

export interface RunLife {
  readonly status: string;
  readonly host: string;
  readonly pid: number;
  readonly processStart: string;
  readonly startedAt: Date | null;
  readonly heartbeatAt: Date | null;
}

/**
 * The status to show: `crashed` for a run that says it is running but is not.
 *
 * Where the reader can look at the run's process, that decides, however old the heartbeat: a long step may
 * keep the process from writing. From another machine, container or boot only the heartbeat is known.
 */
export function deriveStatus(run: RunLife, now: Date, here: Host): RunStatus {
  if (run.status !== "running") return run.status as RunStatus;
  return isAlive(run, now, here) ? "running" : "crashed";
}

function isAlive(run: RunLife, now: Date, here: Host): boolean {
  const lastSign = run.heartbeatAt ?? run.startedAt;
  const fresh = lastSign !== null && now.getTime() - lastSign.getTime() < STALE_AFTER;
  if (run.processStart) {
    const visible = here.scope !== "" && run.processStart.startsWith(`${here.scope}/`);
    return visible ? here.startOf(run.pid) === run.processStart : fresh;
  }
  // No start time: a pid that is gone is proof, a pid that is there may be another process.
  if (run.host === here.name && here.startOf(run.pid) === null) return false;
  return fresh;
}
