// Commands as people type them, by npm: what npm keeps for itself, and what a script does not know.
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { start } from "./lib/testing/clone.mjs";
import { root } from "./lib/workspace.mjs";

let home;

beforeAll(() => {
  home = mkdtempSync(path.join(os.tmpdir(), "graft-way-in-"));
});
afterAll(() => rmSync(home, { recursive: true }));

/** What this process inherited from its own way in does not count. */
const FRESH = Object.fromEntries(
  Object.keys(process.env)
    .filter((name) => /^npm_(?:config_user_agent|lifecycle|command)/.test(name))
    .map((name) => [name, undefined]),
);

test.each([
  ["run dashboard --port 3001", "npm took --port", "npm run dashboard -- --port 3001"],
  ["run dashboard --port=3001", "npm took --port", "npm run dashboard -- --port 3001"],
  ["run dashboard 3001", "Unexpected argument '3001'", "npm run dashboard -- --port 3001"],
  ["run dashboard -- --prot 1", "Unknown option '--prot'", "npm run dashboard -- --port 3001"],
  ["run dashboard -- --help", "Usage: npm run dashboard -- [--port PORT]", "$GRAFT_HOME"],
  ["run demo --set seed=2", "npm took --set", "npm run demo -- --set seed=2"],
  ["run setup -- --fast", 'Unknown argument "--fast"', "takes no arguments"],
  ["run trainer run --config x.json", "npm took --config", "npm run trainer -- list --json"],
  ["run trainer run -- -c nowhere.json", "There is no file nowhere.json", "experiments/demo.json"],
  ["run trainer", "Usage: npm run trainer -- [options] [command]", "pretrain"],
  ["run trainer measure 1 --intervals", "npm took --intervals", "npm run trainer --"],
  ["run trainer -- measure x", "x", "`npm run trainer -- list`"],
])(
  "npm %s",
  async (line, what, hint) => {
    const env = { ...FRESH, GRAFT_HOME: home };
    const { said } = await start(["npm", ...line.split(" ")], { cwd: root, env }).ended;
    expect(said).toContain(what);
    expect(said).toContain(hint);
    expect(said).not.toContain("pnpm");
  },
  120_000,
);

test("an option of npm's own name, --json, is asked after and not taken in silence", async () => {
  const env = { ...FRESH, GRAFT_HOME: home };
  const { said, status } = await start(["npm", "run", "trainer", "list", "--json"], {
    cwd: root,
    env,
  }).ended;
  expect(said).toContain("warning: npm took --json for an option of its own.");
  expect(status).toBe(0);
}, 120_000);

const PNPM = { npm_config_user_agent: "pnpm/12.21.0 npm/? node/v20.19.0 linux x64" };

test("pnpm passes two dashes on, and its users are told commands in its form", async () => {
  const script = path.join(root, "scripts/dashboard.mjs");
  const env = { ...FRESH, ...PNPM };
  const command = [process.execPath, script, "--", "--port", "0"];
  const { said } = await start(command, { cwd: root, env }).ended;
  expect(said).toContain('"0" is not a port.');
  const help = await start([process.execPath, script, "--help"], { cwd: root, env }).ended;
  expect(help.said).toContain("Usage: pnpm dashboard [--port PORT]");
}, 120_000);
