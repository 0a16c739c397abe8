// Every check that needs no running code, each as an error: format, lint, boundaries, types, unused code.
import "./lib/node-version.mjs";
import { setUp } from "./lib/set-up.mjs";
import { requireNoArguments } from "./lib/way-in.mjs";
import { bin, run, statusOf } from "./lib/workspace.mjs";

/** @type {[name: string, command: string, args: string[]][]} */
const CHECKS = [
  ["format", "biome", ["check", "--error-on-warnings", "."]],
  ["lint", "oxlint", ["--type-aware", "--deny-warnings"]],
  ["boundaries", "turbo", ["boundaries"]],
  ["types", "turbo", ["run", "typecheck", "--output-logs=errors-only"]],
  ["unused code", "knip", ["--no-progress"]],
];

/** A signal ends the process. @returns {Promise<string[]>} The names of the checks that failed. */
export async function runChecks() {
  const failed = [];
  for (const [name, command, args] of CHECKS) {
    const started = performance.now();
    const { status, signal } = await run(bin(command), args);
    if (signal) process.exit(statusOf(signal));
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    process.stdout.write(`${status === 0 ? "ok" : "FAILED"}  ${name} (${seconds} s)\n`);
    if (status !== 0) failed.push(name);
  }
  return failed;
}

if (import.meta.filename === process.argv[1]) {
  requireNoArguments("check");
  await setUp();
  process.exit((await runChecks()).length > 0 ? 1 : 0);
}
