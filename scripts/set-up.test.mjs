// The real scripts in a fresh clone: stopped, half removed, left without its optional packages.
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
} from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshClone, start } from "./lib/testing/clone.mjs";

const LONG = 600_000;
let clone;
/** Settings that leave packages out, and no pnpm that npm has fetched before. */
let adverse;
let turbo;
const STAMP = "node_modules/.graft-set-up";

beforeAll(() => {
  clone = freshClone();
  const cache = path.join(clone.folder, "../npm-cache");
  const usual = execFileSync("npm", ["config", "get", "cache"], { encoding: "utf8" }).trim();
  mkdirSync(cache);
  if (existsSync(path.join(usual, "_cacache"))) {
    symlinkSync(path.join(usual, "_cacache"), path.join(cache, "_cacache"));
  }
  adverse = {
    npm_config_cache: cache,
    npm_config_omit: "optional",
    npm_config_optional: "",
    npm_config_ignore_scripts: "true",
    pnpm_config_optional: "false",
    pnpm_config_node_linker: "hoisted",
    NODE_ENV: "production",
  };
  turbo = { TURBO_CACHE_DIR: path.join(clone.folder, "../turbo-cache") };
});
afterAll(() => clone?.remove());

const place = (file) => path.join(clone.folder, file);
const script = (name, ...args) => [process.execPath, place(`scripts/${name}.mjs`), ...args];
const run = (command, env = {}) =>
  start(command, { cwd: clone.folder, env: { ...turbo, ...env } }).ended;

test(
  "a signal ends set-up without a stamp; the next command does all of it, in spite of settings that leave packages out",
  async () => {
    const first = start(script("setup"), { cwd: clone.folder, env: adverse });
    await first.until("Running generate");
    first.child.kill("SIGINT");
    const { status, said } = await first.ended;
    expect(said).toContain("Stopped. Run the same command again to finish the set-up.");
    expect(said).not.toContain("Graft is ready");
    expect(status).toBe(130);
    expect(existsSync(place(STAMP))).toBe(false);

    const schema = await run(script("trainer", "schema"), adverse);
    expect(schema.said).toContain('"$schema"');
    expect(schema.status).toBe(0);
    expect(existsSync(place(STAMP))).toBe(true);
  },
  LONG,
);

test(
  "whatever was removed is found missing by the next command, and put back",
  async () => {
    const store = place("node_modules/.pnpm");
    const packages = readdirSync(store).filter((name) => name.includes("@"));
    for (const name of packages.filter((_, index) => index % 2 === 0)) {
      rmSync(path.join(store, name), { recursive: true });
    }
    const listed = await run(script("trainer", "list"), { GRAFT_HOME: place("data") });
    expect(listed.said).toMatch(/node_modules\S* is missing or incomplete; setting up again/);
    expect(listed.said).toContain("No runs yet");
    expect(listed.status).toBe(0);
    expect(readdirSync(store)).toEqual(expect.arrayContaining(packages));

    rmSync(place("packages/db/src/generated/internal"), { recursive: true });
    truncateSync(place("apps/trainer/src/generated/kernels.wasm"), 100);
    const again = await run(script("trainer", "schema"));
    expect(again.said).toContain("setting up again");
    expect(again.said).not.toContain("Installing packages");
    expect(again.status).toBe(0);
    expect(existsSync(place("packages/db/src/generated/internal/class.ts"))).toBe(true);
  },
  LONG,
);

test(
  "a file that is gone from the middle of a package: its cure is named, and is one",
  async () => {
    const client = place("packages/db/node_modules/@libsql/client");
    for (const folder of ["lib-esm", "lib-cjs"])
      rmSync(path.join(client, folder), { recursive: true });
    const env = { GRAFT_HOME: place("data") };
    const broken = await run(script("trainer", "list"), env);
    expect(broken.said).toContain("Cannot find");
    expect(broken.said).toContain("`npm run setup`");
    expect(broken.said).not.toContain("fault in Graft");
    expect(broken.status).toBe(1);
    const mended = await run(script("setup"));
    expect(mended.said).toContain("Graft is ready");
    const listed = await run(script("trainer", "list"), env);
    expect([listed.said, listed.status]).toEqual([expect.stringContaining("No runs yet"), 0]);
  },
  LONG,
);

test(
  "a second dashboard waits for the first one's build; a signal stops each, and is not a build that failed",
  async () => {
    const first = start(script("dashboard", "--port", "39417"), { cwd: clone.folder });
    await first.until("Building the dashboard");
    const second = start(script("dashboard", "--port", "39418"), { cwd: clone.folder });
    await second.until(`Another process (${first.child.pid}) builds the dashboard; waiting`);
    for (const { child, until, ended } of [first, second]) {
      await until("Building the dashboard"); // the second one, now that the first is gone
      child.kill("SIGINT");
      const { status, said } = await ended;
      expect(said).toContain("Stopped before the dashboard was built.");
      expect(said).not.toContain("could not be built");
      expect(status).toBe(130);
    }
  },
  LONG,
);

test(
  "a folder whose name is misread on the way is refused in one sentence, before anything is made",
  async () => {
    const other = freshClone();
    let { folder } = other;
    for (const name of ["a#b", "what?", "st*r", "co:lon", "two\nlines", "node_modules"]) {
      const next = path.join(path.dirname(folder), name);
      renameSync(folder, next);
      folder = next;
      const command = [process.execPath, path.join(folder, "scripts/setup.mjs")];
      const { status, said } = await start(command, { cwd: folder }).ended;
      const character = JSON.stringify(/[^a-z_]|node_modules/.exec(name)[0]);
      expect(said).toBe(
        `error: Graft cannot be built in a folder whose path contains ${character}: ${JSON.stringify(folder)}\n` +
          "  Rename that folder or clone Graft elsewhere, then run the same command there.\n",
      );
      expect(status).toBe(1);
      expect(existsSync(path.join(folder, "node_modules"))).toBe(false);
    }
    other.remove();
  },
  LONG,
);
