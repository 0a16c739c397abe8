import { access, constants, mkdir, statfs } from "node:fs/promises";
import { AppError } from "@graft/core/contract/errors";
import { diskFull, installError } from "./install-error.ts";
import { runCommand } from "./run-command.ts";

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
