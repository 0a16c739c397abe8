import type { RunStatus } from "@graft/core/contract";
import type { Host } from "./this-host.ts";

/**
 * A heartbeat this old, in milliseconds, means crashed where the process cannot be looked at, or only whether
 * there is one with its number. A run on a busy machine may be silent for minutes.
 */
const STALE_AFTER = 10 * 60_000;

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
  const silence = lastSign ? now.getTime() - lastSign.getTime() : Number.POSITIVE_INFINITY;
  const sharesScope = here.scope !== "" && run.processStart.startsWith(`${here.scope}/`);
  const knowsNoScope = run.processStart === "" && run.host === here.name;
  if (!sharesScope && !knowsNoScope) return silence < STALE_AFTER;
  const start = here.startOf(run.pid);
  if (start === null) return false;
  if (start !== "" && run.processStart !== "") return start === run.processStart;
  return silence < STALE_AFTER;
}
