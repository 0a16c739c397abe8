// Where things are, and how to run a tool of the workspace without pnpm on the PATH.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

export const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));

/** Path of a command installed in the workspace root. */
export function bin(name) {
  return path.join(root, "node_modules/.bin", process.platform === "win32" ? `${name}.cmd` : name);
}

/** turbo calls pnpm by name: it finds the workspace's own. Tools call node by name: they find the one that runs here. */
const TOOLS_FIRST = [
  path.join(root, "node_modules/.bin"),
  path.dirname(process.execPath),
  process.env.PATH,
].join(path.delimiter);

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs a command to its end with its output shown. A signal meanwhile goes on to the command, whose end is awaited.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {import("node:child_process").SpawnOptions} [options]
 * @returns {Promise<number>} The exit status; 1 when a signal ended it.
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: "inherit",
      shell: process.platform === "win32",
      ...options,
      env: { ...process.env, PATH: TOOLS_FIRST, TURBO_TELEMETRY_DISABLED: "1", ...options.env },
    });
    const forward = (signal) => child.kill(signal);
    const release = () => {
      for (const signal of SIGNALS) process.off(signal, forward);
    };
    for (const signal of SIGNALS) process.on(signal, forward);
    child.on("error", (error) => {
      release();
      reject(error);
    });
    child.on("close", (status) => {
      release();
      resolve(status ?? 1);
    });
  });
}
