// A part of the tests, without the checks: `npm run test:unit`, `test:e2e` and `test:changed`. What follows goes to
// vitest, so a path or a name chooses fewer: `npm run test:unit -- packages/core -t "balanced accuracy"`.
import "./lib/node-version.mjs";
import { setUp } from "./lib/set-up.mjs";
import { args } from "./lib/way-in.mjs";
import { bin, run, statusOf } from "./lib/workspace.mjs";

await setUp();
const { status, signal } = await run(bin("vitest"), ["run", ...args]);
process.exit(signal ? statusOf(signal) : status);
