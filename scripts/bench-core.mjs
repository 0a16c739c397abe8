// `pnpm bench:core`: how long the math of packages/core takes, job by job, next to what it should take.
import "./lib/node-version.mjs";
import { readdirSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { register } from "tsx/esm/api";
import { describeMachine } from "./lib/bench/machine.mjs";
import { root } from "./lib/workspace.mjs";

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    runs: { type: "string", default: "3" },
  },
});
register();
const folder = path.join(root, "packages/core/bench");
const jobs = [];
for (const file of readdirSync(folder).sort()) {
  const { jobs: own } = await import(path.join(folder, file));
  jobs.push(...(own ?? []));
}

const { date, commit, cpu, cores, node } = describeMachine();
process.stdout.write(`${date}, commit ${commit}, Node ${node}, ${cpu}, ${cores} cores\n\n`);
process.stdout.write(`| job | seconds (median of ${values.runs}) | CPU seconds | target |\n`);
process.stdout.write("|---|---|---|---|\n");
let isSlow = false;
for (const { name, target, run } of jobs.filter((job) => job.name.includes(values.only))) {
  const measured = Array.from({ length: Number(values.runs) }, () => time(run));
  const [seconds, cpuSeconds] = ["seconds", "cpuSeconds"].map((key) =>
    median(measured.map((one) => one[key])),
  );
  isSlow ||= seconds > target;
  const row = [name, seconds.toFixed(2), cpuSeconds.toFixed(2), `< ${target}`];
  process.stdout.write(`| ${row.join(" | ")} |\n`);
}
process.exit(isSlow ? 1 : 0);

function time(run) {
  const started = performance.now();
  const before = process.cpuUsage();
  run();
  const cpu = process.cpuUsage(before);
  return {
    seconds: (performance.now() - started) / 1000,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
  };
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}
