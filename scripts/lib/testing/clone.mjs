import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { root } from "../workspace.mjs";

/** What git would not bring into a clone. */
const MADE = new Set([".git", ".next", ".turbo", "data", "generated", "node_modules", "reports"]);

/**
 * A fresh clone of this workspace in a temporary folder, as it is now.
 *
 * @param {string} [name] Name of the clone's folder.
 */
export function freshClone(name = "graft") {
  const parent = realpathSync(mkdtempSync(path.join(os.tmpdir(), "graft-clone-")));
  const folder = path.join(parent, name);
  cpSync(root, folder, { recursive: true, filter: (file) => !MADE.has(path.basename(file)) });
  return { folder, remove: () => rmSync(parent, { recursive: true, force: true }) };
}

/**
 * Starts a command, and gathers what it says on both outputs.
 *
 * @param {string[]} command
 * @param {{ cwd: string, env?: Record<string, string | undefined> }} options
 */
export function start([command, ...args], { cwd, env = {} }) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, INIT_CWD: undefined, NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      said += text;
      child.emit("said");
    });
  }
  const ended = once(child, "close").then(([status]) => ({ status, said }));
  return {
    child,
    ended,
    /** Resolves once it has said that; rejects if it ends before. */
    until: async (text) => {
      while (!said.includes(text)) {
        const over = await Promise.race([once(child, "said"), ended.then(() => "over")]);
        if (over === "over" && !said.includes(text))
          throw new Error(`It ended without "${text}":\n${said}`);
      }
    },
  };
}
