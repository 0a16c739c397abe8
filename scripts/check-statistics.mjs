// `pnpm check:statistics`: simulates what the statistics promise: false claims, coverage of intervals, power.
import "./lib/node-version.mjs";
import path from "node:path";
import { parseArgs } from "node:util";
import { register } from "tsx/esm/api";
import { root } from "./lib/workspace.mjs";

const USAGE = `Usage: pnpm check:statistics [options]

  --json   one JSON object per line
  --part   the few cells that every test run checks

Exit status 1 when a target is missed.
`;

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    part: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
register();
const { checkStatistics } = await import(
  path.join(root, "packages/core/src/analysis/simulation/index.ts")
);
let missed = 0;
let all = 0;
for (const result of checkStatistics(values.part)) {
  all += 1;
  if (!result.isMet) missed += 1;
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : `${line(result)}\n`);
}
if (!values.json) process.stdout.write(`\n${all} checked, ${missed} missed\n`);
process.exit(missed > 0 ? 1 : 0);

function line({ check, cell, value, target, isMet }) {
  const found = `${(100 * value).toFixed(1)} %`.padStart(7);
  const [low, high] = [target.low, target.high].map((end) => `${Math.round(100 * end)} %`);
  const wanted =
    target.low === 0
      ? `at most ${high}`
      : target.high === 1
        ? `at least ${low}`
        : `${low} to ${high}`;
  return `${isMet ? "ok    " : "MISSED"} ${found}  (${wanted})  ${check}, ${cell}`;
}
