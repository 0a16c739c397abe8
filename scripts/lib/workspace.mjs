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

/** turbo calls pnpm by name: it finds the workspace's own. */
const TOOLS_FIRST = [path.join(root, "node_modules/.bin"), process.env.PATH].join(path.delimiter);

/**
 * Runs a command to its end with its output shown.
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
    child.on("error", reject);
    child.on("close", (status) => resolve(status ?? 1));
  });
}
