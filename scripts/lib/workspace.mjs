// Where things are, and how to run a tool of the workspace without pnpm on the PATH.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import os from "node:os";
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
/** So long has a command to end after it was asked to, if it shall end for sure. */
const GRACE_MS = 5000;

/**
 * @typedef {object} Ended
 * @property {number} status Exit status; 128 and the signal's number if a signal ended the command.
 * @property {NodeJS.Signals | null} signal The first that came to us meanwhile, or the one that ended the command.
 */

/**
 * Runs a command to its end with its output shown. A signal meanwhile is passed on to the command, and its end is awaited.
 *
 * A command may answer a signal with success (turbo does): whoever counts on its work has to look at `signal`.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {import("node:child_process").SpawnOptions & { group?: boolean }} [options] `group`: the command gets a
 *   process group of its own; a signal goes to all of it, and what is still there after five seconds is killed.
 * @returns {Promise<Ended>}
 */
export function run(command, args, { group = false, ...options } = {}) {
  const grouped = group && process.platform !== "win32";
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: "inherit",
      shell: process.platform === "win32",
      detached: grouped,
      ...options,
      env: { ...process.env, PATH: TOOLS_FIRST, TURBO_TELEMETRY_DISABLED: "1", ...options.env },
    });
    let received = null;
    let deadline;
    const send = (signal) => (grouped ? killGroup(child.pid, signal) : child.kill(signal));
    const forward = (signal) => {
      received ??= signal;
      send(signal);
      if (grouped) deadline ??= setTimeout(send, GRACE_MS, "SIGKILL");
    };
    const release = () => {
      clearTimeout(deadline);
      for (const signal of SIGNALS) process.off(signal, forward);
    };
    for (const signal of SIGNALS) process.on(signal, forward);
    child.on("error", (error) => {
      release();
      reject(error);
    });
    child.on("close", (status, ending) => {
      release();
      resolve({ status: status ?? statusOf(ending), signal: received ?? ending });
    });
  });
}

/** What a shell calls the end by a signal: 130 for SIGINT. */
export function statusOf(signal) {
  return 128 + (os.constants.signals[signal] ?? 0);
}

function killGroup(leader, signal) {
  try {
    process.kill(-leader, signal);
  } catch {
    // It has just ended.
  }
}
