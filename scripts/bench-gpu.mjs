// The four methods on each GPU engine of this machine and on its processor: speed, ratio, and whether the
// predictions are the same.
import "./lib/node-version.mjs";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { comparePredictions, readRuns } from "./lib/bench/compare-predictions.mjs";
import { gpuReport } from "./lib/bench/gpu-report.mjs";
import { describeMachine } from "./lib/bench/machine.mjs";
import { runTrainer } from "./lib/bench/run-trainer.mjs";
import { summarise } from "./lib/bench/summarise.mjs";
import { setUp } from "./lib/set-up.mjs";
import { root } from "./lib/workspace.mjs";

const USAGE = `Usage: node scripts/bench-gpu.mjs [options]

  --config FILE     experiment to measure (default experiments/photo-vs-drawing.json)
  --reference NAME  engine of the processor to compare with (default cpu: the fastest that is there)
  --set KEY=VAL     change a setting of the experiment; may be given again
  --save NAME       write docs/benchmarks/NAME.json and NAME.md

Needs a GPU: its driver with Vulkan for webgpu, \`pnpm trainer backend install --gpu\` for tensorflow-gpu.
Exit status 1 where no GPU engine opens, 2 where a GPU's frozen features are not the processor's.
`;

const GPU_ENGINES = new Set(["tensorflow-gpu", "webgpu"]);
/** Largest difference of a probability that rounding explains; the classifier on top is the same code. */
const ROUNDING = 0.02;

const { values } = parseArgs({
  options: {
    config: { type: "string", default: path.join(root, "experiments/photo-vs-drawing.json") },
    reference: { type: "string", default: "cpu" },
    set: { type: "string", multiple: true, default: [] },
    save: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
const config = path.resolve(process.env.INIT_CWD ?? process.cwd(), values.config);
if (!existsSync(config)) fail(`There is no file ${config}`);
await setUp();

const engines = diagnose().engines.filter(({ name }) => GPU_ENGINES.has(name));
const present = engines.filter(({ available }) => available);
if (present.length === 0) {
  const reasons = engines.map(({ name, reason, remedy }) => `  ${name}: ${reason}\n    ${remedy}`);
  fail(`No GPU engine opens on this machine; nothing was measured.\n${reasons.join("\n")}`);
}
const reference = await measure(values.reference);
if (!reference) fail(`The processor's engine (${values.reference}) did not run.`);
const gpus = [];
for (const { name } of present) {
  const measured = await measure(name);
  if (!measured) continue;
  const agreement = comparePredictions(reference.predictions, measured.predictions);
  gpus.push({ result: measured.result, agreement });
}
if (gpus.length === 0) fail("No GPU engine ran to the end.");
const report = { machine: describeMachine(), reference: reference.result, gpus };
process.stdout.write(gpuReport(report));
if (values.save) {
  const base = path.join(root, "docs/benchmarks", values.save);
  writeFileSync(`${base}.json`, `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(`${base}.md`, gpuReport(report));
}
const differing = gpus.filter(({ agreement }) =>
  agreement.some(
    ({ method, largestDifference }) => method === "frozen-features" && largestDifference > ROUNDING,
  ),
);
for (const { result } of differing) {
  process.stderr.write(`error: ${result.engine}: the frozen features are not the processor's\n`);
}
process.exit(differing.length > 0 ? 2 : 0);

/** In a fresh home: nothing is cached there from the engine before. */
async function measure(engine) {
  process.stderr.write(`${engine} ...\n`);
  const home = mkdtempSync(path.join(os.tmpdir(), "graft-bench-"));
  try {
    const settings = [`device=${engine}`, ...values.set].flatMap((setting) => ["--set", setting]);
    const { lines, failure } = await runTrainer(home, ["--config", config, ...settings]);
    if (failure) {
      process.stderr.write(`  left out: ${failure}\n`);
      return null;
    }
    const predictions = await readRuns(home, lines);
    return { result: summarise(engine, lines), predictions };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function diagnose() {
  const script = path.join(root, "scripts/trainer.mjs");
  const home = mkdtempSync(path.join(os.tmpdir(), "graft-bench-"));
  try {
    const env = { ...process.env, GRAFT_HOME: home };
    const output = execFileSync(process.execPath, [script, "doctor", "--json"], { env });
    return JSON.parse(output.toString());
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function fail(message) {
  process.stderr.write(`error: ${message}\n`);
  process.exit(1);
}
