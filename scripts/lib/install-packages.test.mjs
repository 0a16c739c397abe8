import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { installEnvironment } from "./install-packages.mjs";
import { root } from "./workspace.mjs";

let home;

beforeAll(() => {
  home = mkdtempSync(path.join(os.tmpdir(), "graft-home-"));
  writeFileSync(path.join(home, "file"), "");
});
afterAll(() => rmSync(home, { recursive: true }));

test("settings that change what is installed are taken away, those that say how to reach a registry stay", () => {
  const changing = {
    npm_config_omit: "optional",
    NPM_CONFIG_PRODUCTION: "true",
    npm_config_dry_run: "true",
    pnpm_config_optional: "false",
    pnpm_config_node_linker: "hoisted",
    NODE_ENV: "production",
  };
  const kept = {
    HOME: home,
    PATH: "/usr/bin",
    npm_config_registry: "https://registry.example",
    npm_config_https_proxy: "http://proxy.example",
    npm_config_cafile: "/etc/ca.pem",
    npm_config_cache: path.join(home, "npm"),
    pnpm_config_store_dir: "/store",
  };
  const changes = installEnvironment({ ...changing, ...kept });
  expect(Object.keys(changes).sort()).toEqual(Object.keys(changing).sort());
  expect(Object.values(changes).every((value) => value === undefined)).toBe(true);
});

const own = (folder) => path.join(root, "node_modules/.graft-cache", folder);

test("where the home folder cannot be written, caches go into the project", () => {
  // Nobody, not even root, makes a folder in a file.
  expect(installEnvironment({ HOME: path.join(home, "file/home") })).toEqual({
    npm_config_cache: own(".npm"),
    XDG_CACHE_HOME: own(".cache"),
    XDG_DATA_HOME: own(".local/share"),
    XDG_STATE_HOME: own(".local/state"),
  });
  const chosen = { HOME: path.join(home, "file"), XDG_CACHE_HOME: home, XDG_DATA_HOME: home };
  expect(Object.keys(installEnvironment(chosen))).toEqual(["npm_config_cache", "XDG_STATE_HOME"]);
});
