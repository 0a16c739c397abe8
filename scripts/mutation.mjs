// Would the tests notice a fault? StrykerJS plants small ones in the statistics, the metrics, the split and the
// classical methods, one after the other, and runs the tests that reach each. It takes hours: part of the nightly run.
import "./lib/node-version.mjs";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { mutationReport, scoreOf } from "./lib/bench/mutation-report.mjs";
import { setUp } from "./lib/set-up.mjs";
import { bin, root, run } from "./lib/workspace.mjs";

const FOLDERS = ["analysis/stats", "analysis/metrics", "learning/split", "learning/classical"];
/** Percent of the planted faults that the tests of a folder must find. */
const LEAST_SCORE = 85;

const USAGE = `Usage: node scripts/mutation.mjs [options] [folder or file below packages/core/src ...]

  --concurrency N  test processes at once (default 1)
  --out FOLDER     where the full reports go (default node_modules/.graft-mutation)

Without folders: ${FOLDERS.join(", ")}.
Fails when the tests of any of them find less than ${LEAST_SCORE} % of the planted faults.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    concurrency: { type: "string", default: "1" },
    out: { type: "string", default: path.join(root, "node_modules/.graft-mutation") },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
await setUp();

const core = path.join(root, "packages/core");
const results = [];
const faults = [];
for (const place of positionals.length > 0 ? positionals : FOLDERS) {
  process.stderr.write(`mutants of ${place} ...\n`);
  const report = await plant(place);
  if (!report) {
    faults.push(`${place}: StrykerJS ended without a report`);
    continue;
  }
  results.push({ place, report });
  const { score } = scoreOf(report);
  if (!(score >= LEAST_SCORE)) faults.push(`${place}: ${score.toFixed(1)} % of the faults found`);
}
process.stdout.write(mutationReport(results));
for (const fault of faults) process.stderr.write(`error: ${fault} (at least ${LEAST_SCORE} %)\n`);
process.exit(faults.length > 0 ? 1 : 0);

/** @returns The report of one folder or file; null if StrykerJS made none. */
async function plant(place) {
  const folder = path.resolve(values.out, place.replaceAll("/", "-"));
  mkdirSync(folder, { recursive: true });
  const reportFile = path.join(folder, "report.json");
  writeFileSync(reportFile, "null");
  const files = place.endsWith(".ts") ? place : `${place}/**/*.ts`;
  const config = path.join(folder, "stryker.config.json");
  writeFileSync(
    config,
    JSON.stringify({
      testRunner: "vitest",
      plugins: [import.meta.resolve("@stryker-mutator/vitest-runner")],
      vitest: { configFile: "vitest.mutation.config.ts", related: false },
      mutate: [`src/${files}`, "!src/**/*.test.ts"],
      reporters: ["json", "clear-text"],
      clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
      jsonReporter: { fileName: reportFile },
      concurrency: Number(values.concurrency),
      // A fault may make a loop endless; a busy machine may be slow.
      timeoutMS: 20_000,
      timeoutFactor: 3,
      // StrykerJS would rewrite them with TypeScript's programming interface, which version 7 does not have.
      tsconfigFile: "none.json",
      ignorePatterns: ["tsconfig*.json"],
      allowEmpty: false,
    }),
  );
  await run(bin("stryker"), ["run", config], {
    cwd: core,
    stdio: ["ignore", process.stderr, process.stderr],
    env: { GRAFT_MUTATED: place },
  });
  return JSON.parse(readFileSync(reportFile, "utf8"));
}
