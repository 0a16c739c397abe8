import { existsSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { dbPath, graftHome } from "./home.ts";

afterEach(() => vi.unstubAllEnvs());

test("the home folder is the workspace's data folder", () => {
  vi.stubEnv("GRAFT_HOME", "");
  expect(path.basename(graftHome())).toBe("data");
  expect(existsSync(path.join(path.dirname(graftHome()), "pnpm-workspace.yaml"))).toBe(true);
  expect(dbPath()).toBe(path.join(graftHome(), "graft.db"));
});

test("GRAFT_HOME chooses another one", () => {
  vi.stubEnv("GRAFT_HOME", "elsewhere");
  expect(graftHome()).toBe(path.resolve("elsewhere"));
  expect(dbPath()).toBe(path.resolve("elsewhere", "graft.db"));
});
