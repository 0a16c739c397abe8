// `node scripts/accuracy.mjs`: test accuracy of the methods over several splits, one seed after the other.
import "./lib/node-version.mjs";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { runTrainer } from "./lib/bench/run-trainer.mjs";
import { setUp } from "./lib/set-up.mjs";
import { root } from "./lib/workspace.mjs";

const USAGE = `Usage: node scripts/accuracy.mjs [options]

  --config FILE  experiment to run (default experiments/photo-vs-drawing.json)
  --seeds N      seeds 1 to N, each with a split of its own (default 10)
  --method KIND  only this method; may be given again
  --set KEY=VAL  change a setting of the experiment; may be given again

Prints a line per run, then the means. It tells how good the defaults are; it is not for choosing them
(apps/trainer/scripts/score-settings.mjs is).
`;

const { values } = parseArgs({
  options: {
    config: { type: "string", default: path.join(root, "experiments/photo-vs-drawing.json") },
    seeds: { type: "string", default: "10" },
    method: { type: "string", multiple: true, default: [] },
    set: { type: "string", multiple: true, default: [] },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
await setUp();
const config = path.resolve(process.env.INIT_CWD ?? process.cwd(), values.config);
const home = mkdtempSync(path.join(os.tmpdir(), "graft-accuracy-"));
const accuracies = new Map();
try {
  for (let seed = 1; seed <= Number(values.seeds); seed++) await runSeed(seed);
} catch (error) {
  process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = 1;
} finally {
  rmSync(home, { recursive: true, force: true });
}
for (const [method, all] of accuracies) {
  const mean = all.reduce((sum, one) => sum + one, 0) / all.length;
  const range = `${Math.min(...all).toFixed(3)} to ${Math.max(...all).toFixed(3)}`;
  process.stdout.write(`${method}: mean ${mean.toFixed(4)} over ${all.length} seeds, ${range}\n`);
}

async function runSeed(seed) {
  const options = [...values.set, `seed=${seed}`].flatMap((override) => ["--set", override]);
  const methods = values.method.flatMap((kind) => ["--method", kind]);
  const { lines, failure } = await runTrainer(home, ["--config", config, ...options, ...methods]);
  const finished = lines.find(({ type }) => type === "experiment.finished");
  if (!finished || failure) {
    throw new Error(`seed ${seed}: ${failure}`);
  }
  for (const { method, seconds, score } of finished.results) {
    const accuracy = score.correct / score.total;
    accuracies.set(method, [...(accuracies.get(method) ?? []), accuracy]);
    process.stdout.write(
      `seed ${seed}  ${method}  ${score.correct}/${score.total}  ${seconds.toFixed(0)} s\n`,
    );
  }
}
