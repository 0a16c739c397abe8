import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterEach } from "vitest";

export interface SpawnedProcess {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  /** What it has printed so far. */
  readonly output: () => string;
  /** Resolves when it has ended, to its exit code, or the name of the signal that killed it. */
  readonly ended: Promise<number | string>;
}

/** No rights of its own: what root may still write, this user may not. */
const NOBODY = 65534;

const packageRoot = fileURLToPath(new URL("../..", import.meta.url));

/** True unless this is root in a checkout that other users cannot read, where `unprivileged` cannot work. */
export function canDropRights(): boolean {
  if (process.getuid?.() !== 0) return true;
  for (let folder = packageRoot; ; folder = path.dirname(folder)) {
    if ((statSync(folder).mode & 0o005) !== 0o005) return false;
    if (folder === path.dirname(folder)) return true;
  }
}

export interface SpawnOptions {
  /** Give up root's rights, where the tests run as root. */
  readonly unprivileged?: boolean;
}

/** Runs a TypeScript file in a Node process of its own. */
export function spawnProcess(
  script: URL,
  args: readonly (string | number)[],
  { unprivileged = false }: SpawnOptions = {},
): SpawnedProcess {
  const asNobody = unprivileged && process.getuid?.() === 0;
  const child = spawn(
    process.execPath,
    ["--import", "tsx", fileURLToPath(script), ...args.map(String)],
    {
      cwd: packageRoot,
      stdio: ["ignore", "pipe", "pipe"],
      ...(asNobody ? { uid: NOBODY, gid: NOBODY } : {}),
    },
  );
  let output = "";
  const collect = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  const ended = once(child, "close").then(([code, signal]) => code ?? signal);
  return { child, output: () => output, ended };
}

/** A function that makes a new folder each time, removed after the test. Call it once, at the top of a file. */
export function useTempFolders(): () => string {
  const made: string[] = [];
  afterEach(() => {
    for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    const folder = mkdtempSync(path.join(tmpdir(), "graft-"));
    made.push(folder);
    return folder;
  };
}
