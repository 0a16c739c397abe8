import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import type { RunStatus } from "@graft/core/contract";

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

/** What one process can see of the others. */
export interface Host {
  readonly name: string;
  /** Boot and pid namespace: processes with the same one see each other's pids. Empty where unknown. */
  readonly scope: string;
  /**
   * Identifies the process that has `pid` now: a later one with the same pid gives something else.
   *
   * @returns null if there is none; an empty string if the system does not tell its start.
   */
  readonly startOf: (pid: number) => string | null;
}

/** This machine, as this process sees it. */
export function thisHost(): Host {
  const scope = readScope();
  return { name: hostname(), scope, startOf: (pid) => startOf(pid, scope) };
}

/** Linux only: `<boot id>/<pid namespace>`. */
function readScope(): string {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot}/${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return "";
  }
}

function startOf(pid: number, scope: string): string | null {
  if (!isRunning(pid)) return null;
  if (!scope) return "";
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the command in brackets, which may hold spaces and brackets of its own.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // Ended, but its parent has not looked yet.
    if (fields[0] === "Z" || fields[0] === "X") return null;
    // Field 22 of proc(5): start in clock ticks since boot.
    return `${scope}/${fields[19]}`;
  } catch {
    // It lives, but this user may not look at it.
    return "";
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It lives, but belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
