import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { thisHost } from "./runs/run-status.ts";

/**
 * A name beside `target` for its content while it is made. It tells whose it is, so that what a killed process
 * leaves behind can be told from what another one is writing.
 */
export function partialName(target: string): string {
  const start = startOf(process.pid) ?? "";
  return `${target}.${hostKey()}.${process.pid}-${start}-${randomBytes(6).toString("hex")}.partial`;
}

/** Of this machine since it was started, as letters, digits and hyphens: only there a process number says something. */
export function hostKey(): string {
  const { scope } = thisHost();
  const text = `${hostname()}-${scope.slice(0, 8)}-${scope.replace(/\D/g, "").slice(-8)}`;
  return text.toLowerCase().replaceAll(/[^0-9a-z-]/g, "-");
}

/** When a process started, in the system's ticks; null if there is none, empty where that is not known. */
export function startOf(pid: number): string | null {
  const start = thisHost().startOf(pid);
  return start === null ? null : (start.split("/").at(-1) ?? "");
}
