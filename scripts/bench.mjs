// `pnpm bench`: the whole experiment on each engine of this machine, with time, images/s and memory per method.
import "./lib/node-version.mjs";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { runKerasPeer } from "./lib/bench/keras-peer.mjs";
import { describeMachine } from "./lib/bench/machine.mjs";
import { helpSeconds, startSeconds } from "./lib/bench/measure-start.mjs";
import { benchmarkTable } from "./lib/bench/report.mjs";
import { runTrainer } from "./lib/bench/run-trainer.mjs";
import { summarise } from "./lib/bench/summarise.mjs";
import { setUp } from "./lib/set-up.mjs";
import { bin, root, run } from "./lib/workspace.mjs";

const USAGE = `Usage: pnpm bench [options]

  --config FILE  experiment to measure (default experiments/photo-vs-drawing.json)
  --engine NAME  measure this engine only; may be given again (default: all that open here)
  --peer         also run the same methods in Keras, set up with pip, and print the ratios
  --set KEY=VAL  change a setting of the experiment; may be given again
  --save NAME    write docs/benchmarks/NAME.json and NAME.md

The machine should do nothing else meanwhile.
`;

const ENGINES = ["tensorflow-gpu", "webgpu", "tensorflow", "wasm"];
const { values } = parseArgs({
  options: {
    config: { type: "string", default: path.join(root, "experiments/photo-vs-drawing.json") },
    engine: { type: "string", multiple: true, default: ENGINES },
    set: { type: "string", multiple: true, default: [] },
    peer: { type: "boolean", default: false },
    save: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
const config = path.resolve(process.env.INIT_CWD ?? process.cwd(), values.config);
const shared = path.join(root, "../shared");
const peerScript = path.join(shared, "peers/keras_four_methods.py");
if (!existsSync(config)) fail(`There is no file ${config}`);
if (values.peer && !existsSync(peerScript)) {
  fail(`--peer needs ${peerScript}, which is not there.`);
}
await setUp();

const machine = describeMachine();
const measured = [];
const toTraining = [];
for (const engine of values.engine) {
  process.stderr.write(`${engine} ...\n`);
  await inFreshHome(async (home) => {
    const args = ["--config", config, "--set", `device=${engine}`, ...settings()];
    const { lines, failure } = await runTrainer(home, args);
    if (failure) {
      process.stderr.write(`  left out: ${failure}\n`);
      return;
    }
    measured.push(summarise(engine, lines));
    toTraining.push({ engine, seconds: await startSeconds(home, args) });
  });
}
if (measured.length === 0) fail("No engine could be measured.");
if (values.peer) {
  process.stderr.write("keras ...\n");
  const { methods = [], seed = 1 } = JSON.parse(readFileSync(config, "utf8"));
  const epochs = methods.find(({ kind }) => kind === "fine-tuned")?.epochs ?? 8;
  measured.push(await runKerasPeer({ script: peerScript, shared, epochs, seed }));
}
const report = { machine, measured, startup: { help: helpSeconds(), toTraining } };
process.stdout.write(benchmarkTable(report));
if (values.save) {
  const base = path.join(root, "docs/benchmarks", values.save);
  mkdirSync(path.dirname(base), { recursive: true });
  writeFileSync(`${base}.json`, `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(`${base}.md`, benchmarkTable(report));
  await run(bin("biome"), ["check", "--write", `${base}.md`, `${base}.json`]); // as all files are
}

/** Nothing is cached there from the engine before. */
async function inFreshHome(use) {
  const home = mkdtempSync(path.join(os.tmpdir(), "graft-bench-"));
  try {
    await use(home);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function settings() {
  return values.set.flatMap((override) => ["--set", override]);
}

function fail(message) {
  process.stderr.write(`error: ${message}\n`);
  process.exit(1);
}
