import { expect, test } from "vitest";
import { asTyped, keptByNpm, withoutDashes } from "./commands.mjs";

const HINT =
  "For example: pnpm trainer compare 3 4. `pnpm trainer list` shows the runs, `pnpm dashboard --port 3001` their pages; `npm run setup` mends, pnpm trainer --help helps; see pnpm dashboard.";
const as = (agent: string | undefined) => asTyped(HINT, { npm_config_user_agent: agent });

test("whoever came by pnpm gets pnpm's form", () => {
  expect(as("pnpm/12.21.0 npm/? node/? linux x64")).toBe(HINT);
});

test.each(["npm/11.19.1 node/v20.20.2 linux x64 workspaces/false", undefined])(
  "whoever came by npm, or by none, gets npm's form: %s",
  (agent) => {
    expect(as(agent)).toBe(
      "For example: npm run trainer -- compare 3 4. `npm run trainer -- list` shows the runs, `npm run dashboard -- --port 3001` their pages; `npm run setup` mends, npm run trainer -- --help helps; see npm run dashboard.",
    );
  },
);

test("yarn and bun take arguments as they are", () => {
  expect(as("yarn/4.9.1 npm/? node/v22.1.0 linux x64")).toContain("`yarn run trainer list`");
  expect(as("bun/1.3.0 npm/? node/v22.1.0 linux x64")).toContain("`bun run dashboard --port 3001`");
});

test("options that npm took for its own are named", () => {
  const env = {
    npm_config_user_agent: "npm/11.19.1 node/v20.20.2 linux x64",
    npm_lifecycle_event: "dashboard",
    npm_config_port: "true",
    npm_config_dry_run: "true",
    npm_config_yes: "",
  };
  expect(keptByNpm(["port", "dry-run", "yes", "help"], env)).toEqual(["port", "dry-run"]);
  expect(keptByNpm(["port"], { ...env, npm_config_user_agent: "pnpm/12.21.0" })).toEqual([]);
  expect(keptByNpm(["port"], { npm_config_port: "1" })).toEqual([]);
});

test("two dashes that came through are taken away, once and only in front", () => {
  expect(withoutDashes(["--", "list", "--", "x"])).toEqual(["list", "--", "x"]);
  expect(withoutDashes(["list", "--"])).toEqual(["list", "--"]);
});
