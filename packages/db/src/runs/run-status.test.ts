import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { deriveStatus, type Host, type RunLife, thisHost } from "./run-status.ts";

const NOW = new Date("2026-11-24T12:00:00Z");
const secondsAgo = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);

/** A machine with one process: pid 7, started at tick 500. */
const linux: Host = {
  name: "box",
  scope: "boot/pid:[1]",
  startOf: (pid) => (pid === 7 ? "boot/pid:[1]/500" : null),
};
/** A machine that tells only whether there is a process 7. */
const mac: Host = { name: "mac", scope: "", startOf: (pid) => (pid === 7 ? "" : null) };

const onLinux: RunLife = {
  status: "running",
  host: "box",
  pid: 7,
  processStart: "boot/pid:[1]/500",
  startedAt: secondsAgo(9000),
  heartbeatAt: secondsAgo(1),
};
const onMac: RunLife = { ...onLinux, host: "mac", processStart: "" };

test.each<[string, Partial<RunLife>, string]>([
  ["its process lives", {}, "running"],
  ["its process lives, but is too busy to write", { heartbeatAt: secondsAgo(3600) }, "running"],
  ["its process is gone", { pid: 8 }, "crashed"],
  ["its pid is another process now", { processStart: "boot/pid:[1]/499" }, "crashed"],
  ["in another container, it wrote just now", { processStart: "boot/pid:[2]/500" }, "running"],
  [
    "before the last reboot, it wrote long ago",
    { processStart: "earlier/pid:[1]/500", heartbeatAt: secondsAgo(700) },
    "crashed",
  ],
  [
    "on another machine, silent for minutes",
    { host: "far", processStart: "", heartbeatAt: secondsAgo(300) },
    "running",
  ],
  ["on another machine, it wrote just now", { host: "far", processStart: "" }, "running"],
  [
    "on another machine, it wrote long ago",
    { host: "far", processStart: "", heartbeatAt: secondsAgo(700) },
    "crashed",
  ],
  [
    "it never wrote",
    { host: "far", processStart: "", startedAt: null, heartbeatAt: null },
    "crashed",
  ],
])("a running run, seen on Linux: %s", (_what, change, expected) => {
  expect(deriveStatus({ ...onLinux, ...change }, NOW, linux)).toBe(expected);
});

test.each<[string, Partial<RunLife>, string]>([
  ["there is such a pid", {}, "running"],
  ["there is such a pid, silent for minutes", { heartbeatAt: secondsAgo(300) }, "running"],
  ["there is such a pid, silent for long", { heartbeatAt: secondsAgo(700) }, "crashed"],
  ["there is no such pid", { pid: 8 }, "crashed"],
])("a running run where processes have no start time: %s", (_what, change, expected) => {
  expect(deriveStatus({ ...onMac, ...change }, NOW, mac)).toBe(expected);
});

test.each(["queued", "finished", "failed", "cancelled"])("a %s run stays so", (status) => {
  expect(deriveStatus({ ...onLinux, status, pid: 8 }, NOW, linux)).toBe(status);
});

test("a process is told from one that ended, and from none", async () => {
  const here = thisHost();
  const own = here.startOf(process.pid);
  expect(own).not.toBeNull();
  expect(here.startOf(process.pid)).toBe(own);
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  const pid = child.pid ?? 0;
  expect(here.startOf(pid)).not.toBeNull();
  if (process.platform === "linux") {
    expect(own).toMatch(/^[0-9a-f-]{36}\/pid:\[\d+\]\/\d+$/);
    expect(here.startOf(pid)).not.toBe(own);
  }
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(here.startOf(pid)).toBeNull();
});
