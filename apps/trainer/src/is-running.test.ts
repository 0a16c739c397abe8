import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { isRunning } from "./is-running.ts";

test("a process runs until it has ended; what no process can have is none", () => {
  expect(isRunning(process.pid)).toBe(true);
  const { pid } = spawnSync(process.execPath, ["--version"]);
  expect(isRunning(pid)).toBe(false);
  expect(isRunning(2 ** 30)).toBe(false);
  expect(isRunning(Number.NaN)).toBe(false);
});

test.skipIf(process.platform !== "linux")("process 1 runs, whoever it belongs to", () => {
  expect(isRunning(1)).toBe(true);
});
