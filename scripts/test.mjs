// `npm test`: every check and every test. The last line counts both, from the test reports.
import "./lib/node-version.mjs";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { runChecks } from "./check.mjs";
import { setUp } from "./lib/set-up.mjs";
import { countTests } from "./lib/test-report.mjs";
import { bin, root, run } from "./lib/workspace.mjs";

await setUp();
const failedChecks = await runChecks();

const reports = path.join(root, "reports");
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports);

const report = path.join(reports, "tests.json");
const status = await run(bin("vitest"), [
  "run",
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
]);
const { passed, failed, skipped } = countTests(readReport(report));

const problems = failed + failedChecks.length;
if (failedChecks.length > 0)
  process.stdout.write(`Checks that failed: ${failedChecks.join(", ")}\n`);
if (passed + failed === 0) process.stdout.write("No test ran.\n");
process.stdout.write(
  `${passed} passed, ${problems} failed${skipped ? `, ${skipped} skipped` : ""}\n`,
);
process.exit(status !== 0 || problems > 0 || passed === 0 ? 1 : 0);

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null; // vitest did not get as far as writing one: nothing ran
  }
}
