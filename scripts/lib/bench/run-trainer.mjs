import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { root } from "../workspace.mjs";

/**
 * One `trainer run --json` in a process of its own.
 *
 * @param {string} home Folder for its database and caches.
 * @param {string[]} args After `run --json`.
 * @returns {Promise<{lines: object[], failure: string}>} Its events, each with `at`, the seconds since the
 *   process was started; what it said where it failed, else "".
 */
export async function runTrainer(home, args) {
  const started = performance.now();
  const script = path.join(root, "scripts/trainer.mjs");
  const child = spawn(process.execPath, [script, "run", "--json", ...args], {
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
    const event = { at: (performance.now() - started) / 1000, ...JSON.parse(line) };
    lines.push(event);
    if (event.type === "run.finished") {
      process.stderr.write(`  ${event.method} ${event.seconds.toFixed(0)} s\n`);
    }
  }
  const [status] = await closed;
  return { lines, failure: status === 0 ? "" : failure.trim() || `exit status ${status}` };
}
