// What takes too long for every change: the conformance suite with many random cases, every simulation of the
// statistics, the mutation check, and a thousand training steps on each engine, in which memory must stay flat.
import "./lib/node-version.mjs";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { leaks, nightlyReport, readEndurance } from "./lib/bench/endurance-report.mjs";
import { describeMachine } from "./lib/bench/machine.mjs";
import { setUp } from "./lib/set-up.mjs";
import { countTests } from "./lib/test-report.mjs";
import { bin, root, run } from "./lib/workspace.mjs";

const USAGE = `Usage: node scripts/nightly.mjs [options]

  --runs N     random cases per comparison (default 200)
  --steps N    training steps per engine (default 1000)
  --engine E   train on this engine only; may be given again (default: all that open here)
  --save NAME  write docs/benchmarks/NAME.md
`;

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "200" },
    steps: { type: "string", default: "1000" },
    engine: { type: "string", multiple: true, default: ["tensorflow", "wasm", "webgpu"] },
    save: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
await setUp();

const conformance = await checkConformance();
const statistics = runScript("check-statistics");
const mutation = runScript("mutation");
const endurance = [];
const faults = conformance.passed > 0 && conformance.status === 0 ? [] : ["conformance"];
if (statistics !== 0) faults.push("statistics");
if (mutation !== 0) faults.push("mutation");
for (const engine of values.engine) {
  process.stderr.write(`${values.steps} steps on ${engine} ...\n`);
  const { result, leftOut, fault } = trainOn(engine);
  if (leftOut) process.stderr.write(`  left out: ${leftOut}\n`);
  if (fault) faults.push(`${engine} ${fault}`);
  if (!result) continue;
  endurance.push(result);
  faults.push(...leaks(result).map((kind) => `${engine}: ${kind} grew`));
}
const report = nightlyReport({ machine: describeMachine(), conformance, endurance });
process.stdout.write(report);
if (values.save) writeFileSync(path.join(root, "docs/benchmarks", `${values.save}.md`), report);
for (const fault of faults) process.stderr.write(`error: ${fault}\n`);
process.exit(faults.length > 0 ? 1 : 0);

async function checkConformance() {
  const folder = mkdtempSync(path.join(os.tmpdir(), "graft-nightly-"));
  const file = path.join(folder, "tests.json");
  const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const runs = Number(values.runs);
  const { status } = await run(bin("vitest"), [...args, "apps/trainer/src/engine/conformance"], {
    env: { GRAFT_CONFORMANCE_RUNS: values.runs },
    stdio: ["ignore", process.stderr, process.stderr],
  });
  const counted = countTests(JSON.parse(readFileSync(file, "utf8")));
  rmSync(folder, { recursive: true });
  return { ...counted, status, runs, webgpuRuns: Math.ceil(runs / 5) };
}

/** One of our scripts, in full; its lines go to stderr, beside those of the tests. */
function runScript(name) {
  process.stderr.write(`${name} ...\n`);
  const script = path.join(root, `scripts/${name}.mjs`);
  const ended = spawnSync(process.execPath, [script], { stdio: ["ignore", 2, 2] });
  if (ended.error) throw ended.error;
  return ended.status;
}

function trainOn(engine) {
  const script = path.join(root, "apps/trainer/src/engine/testing/endurance.ts");
  const args = ["--expose-gc", "--import", "tsx", script, engine, values.steps];
  const ended = spawnSync(process.execPath, args, {
    cwd: path.join(root, "apps/trainer"),
    encoding: "utf8",
    maxBuffer: 64 * 2 ** 20,
  });
  if (ended.error) throw ended.error;
  return readEndurance(ended);
}
