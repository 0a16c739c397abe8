import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { redactAddresses } from "@graft/core/contract";

/** What a run was made with, stored beside its settings. */
export interface Environment {
  /** Commit of Graft's own code; null outside a git checkout. */
  readonly gitCommit: string | null;
  /** Whether the code differs from that commit; null outside a git checkout. */
  readonly gitDirty: boolean | null;
  /** SHA-256 of the lockfile: equal hashes have equal packages. */
  readonly lockfileHash: string | null;
  readonly node: string;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  /** In bytes. */
  readonly memory: number;
  /** The command that repeats the run; an address in it without what may be secret. */
  readonly command: string;
  /** Folder that the config's relative paths start from. */
  readonly configFolder?: string;
  /** The net that was loaded, for the methods that build on one. */
  readonly backbone?: {
    /** Where it was downloaded from, without what may be secret. */
    readonly url?: string;
    readonly sha256: string;
    /** Layer whose output feeds the head, where the config left the choice. */
    readonly cut: string;
    readonly numFeatures: number;
    readonly numParameters: number;
    readonly inputRange: readonly [number, number];
  };
}

const workspaceRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../../..");

/** Looks at the code, the packages and the machine. Never fails: what cannot be known is null. */
export async function describeEnvironment(args: readonly string[]): Promise<Environment> {
  const [gitCommit, status, lockfileHash] = await Promise.all([
    git("rev-parse", "HEAD"),
    git("status", "--porcelain", "--untracked-files=no"),
    hashOf(path.join(workspaceRoot, "pnpm-lock.yaml")),
  ]);
  const cpus = os.cpus();
  return {
    gitCommit,
    gitDirty: status === null ? null : status.length > 0,
    lockfileHash,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    cpu: cpus[0]?.model.trim() ?? "unknown",
    cores: cpus.length,
    memory: os.totalmem(),
    command: ["pnpm trainer", ...args.map(redactAddresses).map(quote)].join(" "),
  };
}

async function git(...args: string[]): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)("git", ["-C", workspaceRoot, ...args], {
      // git may wait for a slow disk; what it says is part of how a run can be repeated.
      timeout: 120_000,
    });
    return stdout.trim();
  } catch {
    return null; // no git, or no checkout
  }
}

async function hashOf(file: string): Promise<string | null> {
  try {
    return createHash("sha256")
      .update(await readFile(file))
      .digest("hex");
  } catch {
    return null;
  }
}

function quote(arg: string): string {
  return /^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`;
}
