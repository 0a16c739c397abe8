import { existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { dbPath, folderSetting, graftHome, userHome } from "./home.ts";

const workspace = path.resolve(import.meta.dirname, "../../..");

afterEach(() => vi.unstubAllEnvs());

test.each([undefined, "", "  "])(
  "the home folder is the workspace's data folder while GRAFT_HOME is %j",
  (value) => {
    expect(graftHome({ GRAFT_HOME: value })).toBe(path.join(workspace, "data"));
    expect(existsSync(path.join(workspace, "pnpm-workspace.yaml"))).toBe(true);
  },
);

test.each([
  ["/somewhere/else", "/somewhere/else"],
  ["elsewhere", path.join(workspace, "elsewhere")],
  ["./a/../b/", path.join(workspace, "b")],
  ["..", path.dirname(workspace)],
  ["~", "/home/ada"],
  ["~/graft", "/home/ada/graft"],
  ["~ada/graft", path.join(workspace, "~ada/graft")],
])("GRAFT_HOME=%s is %s", (value, folder) => {
  expect(graftHome({ GRAFT_HOME: value, HOME: "/home/ada" })).toBe(folder);
});

test("a relative GRAFT_HOME is the same folder, whatever folder one is in", () => {
  vi.stubEnv("GRAFT_HOME", "elsewhere");
  const there = vi.spyOn(process, "cwd").mockReturnValue(os.tmpdir());
  expect(dbPath()).toBe(path.join(workspace, "elsewhere/graft.db"));
  there.mockRestore();
  expect(dbPath()).toBe(path.join(workspace, "elsewhere/graft.db"));
});

test("any other setting of a folder is read in the same way", () => {
  const env = { GRAFT_MODELS: "~/nets", HOME: "/home/ada" };
  expect(folderSetting("GRAFT_MODELS", env)).toBe("/home/ada/nets");
  expect(folderSetting("GRAFT_BACKENDS", env)).toBeNull();
});

test.each(["", "relative"])("a HOME of %j is none", (home) => {
  expect(userHome({ HOME: home })).toBe(os.homedir());
});
