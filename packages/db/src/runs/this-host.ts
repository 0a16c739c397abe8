import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

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
  if (!isAlive(pid)) return null;
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

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It lives, but belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
