import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fingerprint } from "./fingerprint.mjs";
import { root, run } from "./workspace.mjs";

export const webRoot = path.join(root, "apps/web");
export const nextCli = path.join(webRoot, "node_modules/next/dist/bin/next");
const STAMP = path.join(webRoot, ".next/graft-sources");

/** Everything that decides what a build makes. The generated database client follows from the schema. */
const INPUTS = [
  "pnpm-lock.yaml",
  "apps/web/css-text-loader.mjs",
  "apps/web/next.config.mjs",
  "apps/web/package.json",
  "apps/web/postcss.config.mjs",
  "apps/web/src",
  "packages/core/package.json",
  "packages/core/src",
  "packages/db/package.json",
  "packages/db/prisma",
  "packages/db/src",
  "packages/ui/package.json",
  "packages/ui/src",
];

/** Builds the dashboard unless its sources are those of the last build. @returns {Promise<boolean>} False if it failed. */
export async function buildWhenNeeded() {
  const sources = fingerprint(root, INPUTS);
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === sources) return true;
  process.stderr.write("Building the dashboard (about half a minute, once) ...\n");
  // Without the stamp a build that is broken off counts for nothing.
  rmSync(STAMP, { force: true });
  const status = await run(process.execPath, [nextCli, "build"], {
    cwd: webRoot,
    stdio: ["ignore", process.env.GRAFT_DEBUG ? "inherit" : "ignore", "inherit"],
    shell: false,
    env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  if (status !== 0) return false;
  writeFileSync(STAMP, sources);
  return true;
}
