// `pnpm bench:web`: how fast the dashboard is over 1,000 runs, in real Chromium; fills a database first.
import "./lib/node-version.mjs";
import path from "node:path";
import { buildWhenNeeded } from "./lib/dashboard-build.mjs";
import { setUp } from "./lib/set-up.mjs";
import { root } from "./lib/workspace.mjs";

await setUp();
await buildWhenNeeded();
const { register } = await import("tsx/esm/api");
register();
await import(path.join(root, "apps/web/bench/run.ts"));
