// `pnpm bench`: the whole experiment on each engine of this machine, with time, images/s and memory per method.
import "./lib/node-version.mjs";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { benchmarkTable, describeMachine, summarise } from "./lib/benchmark.mjs";
import { setUp } from "./lib/set-up.mjs";
import { root } from "./lib/workspace.mjs";

const { values } = parseArgs({
  options: {
    config: { type: "string", default: path.join(root, "experiments/photo-vs-drawing.json") },
    engine: { type: "string", multiple: true, default: ["tensorflow-gpu", "tensorflow", "wasm"] },
    set: { type: "string", multiple: true, default: [] },
    save: { type: "string" },
  },
});

const config = path.resolve(process.env.INIT_CWD ?? process.cwd(), values.config);
if (!existsSync(config)) {
  process.stderr.write(`error: There is no file ${config}\n`);
  process.exit(1);
}
await setUp();

const measured = [];
for (const engine of values.engine) {
  process.stderr.write(`${engine} ...\n`);
  const events = await runOn(engine);
  if (events.failure) process.stderr.write(`  left out: ${events.failure}\n`);
  else measured.push(summarise(engine, events.lines));
}
const report = { machine: describeMachine(), measured };
process.stdout.write(benchmarkTable(report));
if (values.save) {
  const base = path.join(root, "docs/benchmarks", values.save);
  mkdirSync(path.dirname(base), { recursive: true });
  writeFileSync(`${base}.json`, `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(`${base}.md`, benchmarkTable(report));
}
process.exit(measured.length > 0 ? 0 : 1);

/** One experiment in a process and a folder of its own: nothing is cached from the one before. */
async function runOn(engine) {
  const home = mkdtempSync(path.join(os.tmpdir(), "graft-bench-"));
  const args = ["run", "--config", config, "--json", "--set", `device=${engine}`];
  for (const override of values.set) args.push("--set", override);
  const child = spawn(process.execPath, [path.join(root, "scripts/trainer.mjs"), ...args], {
    env: { ...process.env, GRAFT_HOME: home },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const closed = once(child, "close");
  const lines = [];
  let failure = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    failure += text;
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line);
    lines.push(event);
    if (event.type === "run.finished") {
      process.stderr.write(`  ${event.method} ${event.seconds.toFixed(0)} s\n`);
    }
  }
  const [status] = await closed;
  rmSync(home, { recursive: true, force: true });
  return { lines, failure: status === 0 ? "" : failure.trim() || `exit status ${status}` };
}
