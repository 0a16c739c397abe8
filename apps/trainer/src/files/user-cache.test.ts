import { spawnSync } from "node:child_process";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { backendsHome, isRunning, modelsHome } from "./user-cache.ts";

const NAMED = { GRAFT_BACKENDS: "/a/b", GRAFT_MODELS: "/a/m", XDG_CACHE_HOME: "/c" };

test("the folders are those named, else in the user's cache folder", () => {
  expect([backendsHome(NAMED), modelsHome(NAMED)]).toEqual(["/a/b", "/a/m"]);
  const moved = { XDG_CACHE_HOME: "/c", HOME: "/home/x" };
  expect([backendsHome(moved), modelsHome(moved)]).toEqual([
    "/c/graft/backends",
    "/c/graft/models",
  ]);
  expect(backendsHome({ HOME: "/home/x" })).toBe("/home/x/.cache/graft/backends");
});

test("relative, quoted and empty settings lead to one folder, whatever folder one is in", () => {
  const workspace = path.resolve(import.meta.dirname, "../../../..");
  const relative = { GRAFT_BACKENDS: "engines", GRAFT_MODELS: "~/nets", HOME: "/home/x" };
  expect([backendsHome(relative), modelsHome(relative)]).toEqual([
    path.join(workspace, "engines"),
    "/home/x/nets",
  ]);
  const own = path.join(os.homedir(), ".cache/graft/models");
  expect(modelsHome({ GRAFT_MODELS: "", XDG_CACHE_HOME: "relative", HOME: "" })).toBe(own);
});

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
