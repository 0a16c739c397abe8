// `npm test`: every check and every test. The last line counts the tests, from their reports.
import "./lib/node-version.mjs";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { runChecks } from "./check.mjs";
import { setUp } from "./lib/set-up.mjs";
import { countTests } from "./lib/test-report.mjs";
import { args, requireOptions } from "./lib/way-in.mjs";
import { bin, root, run } from "./lib/workspace.mjs";

requireOptions(["project", "bail", "retry", "reporter"], "npm test -- --project unit");

await setUp();
const failedChecks = await runChecks();

const reports = path.join(root, "reports");
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports);

const report = path.join(reports, "tests.json");
const { status } = await run(bin("vitest"), [
  "run",
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${report}`,
  ...args,
]);
const { passed, failed, skipped } = countTests(readReport(report));

for (const check of failedChecks) process.stdout.write(`This check failed: ${check}\n`);
if (skipped > 0) process.stdout.write(`Skipped, each for a reason given above: ${skipped}\n`);
if (passed + failed === 0) process.stdout.write("No test ran.\n");
// An error outside of every test fails the run too, though no test counts it.
const failures = Math.max(failed, status === 0 ? 0 : 1);
process.stdout.write(`${passed} passed, ${failures} failed\n`);
process.exit(failures > 0 || failedChecks.length > 0 || passed === 0 ? 1 : 0);

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null; // vitest did not get as far as writing one: nothing ran
  }
}
