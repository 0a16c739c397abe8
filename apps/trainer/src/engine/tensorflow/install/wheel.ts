import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { TensorFlowKind } from "../installed-tensorflow.ts";
import type { CommandResult } from "./requirements.ts";
import {
  diskFull,
  installError,
  isNoSpace,
  lastLines,
  type Pip,
  runCommand,
} from "./requirements.ts";

/** A Python package that holds TensorFlow's shared libraries and the headers of its C interface. */
export interface WheelRecipe {
  readonly name: string;
  readonly version: string;
  /** Any one would do: the libraries are the same for all. One is fixed so that its hash can be known. */
  readonly python: string;
  /** Null: not known here; pip then checks what the index says. */
  readonly sha256: string | null;
  /** Room needed while installing, and size of the download, in bytes. */
  readonly room: number;
  readonly download: number;
}

export const WHEELS: Readonly<Record<TensorFlowKind, WheelRecipe>> = {
  cpu: {
    name: "tensorflow-cpu",
    version: "2.21.0",
    python: "3.11",
    sha256: "2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c",
    room: 1.8e9,
    download: 274e6,
  },
  gpu: {
    name: "tensorflow",
    version: "2.21.0",
    python: "3.11",
    sha256: null,
    room: 12e9,
    download: 3.5e9,
  },
};

interface DownloadOptions {
  readonly pip: Pip;
  readonly signal?: AbortSignal | undefined;
  readonly show: boolean;
}

/**
 * Gets the wheel into `folder`, or finds it there from an earlier attempt; its SHA-256 is checked.
 *
 * @returns Path of the wheel.
 * @throws {AppError} where pip cannot get it, or what it got is something else.
 */
export async function fetchWheel(
  recipe: WheelRecipe,
  folder: string,
  options: DownloadOptions,
): Promise<string> {
  const earlier = await findWheel(recipe, folder);
  if (earlier && (await hasHash(earlier, recipe.sha256))) return earlier;
  if (earlier) await rm(earlier);
  const requirements = [`${recipe.name}==${recipe.version}`];
  await pipDownload({ requirements, python: recipe.python, folder }, options);
  const wheel = await findWheel(recipe, folder);
  if (!wheel || !(await hasHash(wheel, recipe.sha256))) {
    if (wheel) await rm(wheel);
    throw installError(
      `pip delivered another ${recipe.name} ${recipe.version} than the one Graft knows (SHA-256 differs).`,
      "Look at the package index that pip is set up to use (`pip config list`).",
    );
  }
  return wheel;
}

/** Downloads packages without what they depend on. @throws {AppError} with pip's own words. */
export async function pipDownload(
  what: { requirements: readonly string[]; python: string; folder: string },
  { pip, signal, show }: DownloadOptions,
): Promise<void> {
  const { requirements, python, folder } = what;
  const quiet = show ? [] : ["--quiet"];
  const command = ["-m", "pip", "download", "--no-input", "--disable-pip-version-check", ...quiet];
  const target = ["--no-deps", "--only-binary=:all:", "--python-version", python, "--dest", folder];
  const args = [...command, ...target, ...requirements];
  const result = await runCommand(pip.python, args, { signal, show });
  if (result.status !== 0) throw downloadError(requirements.join(" "), result, folder);
}

function downloadError(what: string, result: CommandResult, folder: string): Error {
  if (isNoSpace(result.stderr)) return diskFull(folder, "pip could not write the download.");
  const missing = /No matching distribution found/.test(result.stderr);
  return installError(
    `pip could not download ${what}: ${lastLines(result, 2)}`,
    missing
      ? "The package index has no build of it for this system (64-bit Linux with glibc 2.27 or later is needed); a mirror may also leave large packages out."
      : "Look at the network and at pip's settings (`pip config list`), then run the command again.",
  );
}

async function findWheel({ name, version }: WheelRecipe, folder: string): Promise<string | null> {
  const prefix = `${name.replaceAll("-", "_")}-${version}-`;
  const names = existsSync(folder) ? await readdir(folder) : [];
  const found = names.find((file) => file.startsWith(prefix) && file.endsWith(".whl"));
  return found ? join(folder, found) : null;
}

async function hasHash(file: string, expected: string | null): Promise<boolean> {
  if (expected === null) return true;
  const hash = createHash("sha256");
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex") === expected;
}

/** Streams the members whose names match one of the patterns; zipfile checks each one's CRC-32. */
const UNPACK = `
import fnmatch, sys, zipfile
wheel, folder, *patterns = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    for member in archive.infolist():
        if any(fnmatch.fnmatchcase(member.filename, pattern) for pattern in patterns):
            archive.extract(member, folder)
`;

const REQUIREMENTS = `
import re, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    for line in archive.read(name).decode().splitlines():
        found = re.match(r"Requires-Dist: ([^;]+);.*extra == .and-cuda", line)
        if found:
            print(re.sub(r"[ ()]", "", found.group(1)))
`;

interface UnpackOptions {
  readonly pip: Pip;
  readonly folder: string;
  /** Shell patterns; `*` also stands for `/`. */
  readonly patterns: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** Unpacks with Python, which pip brings along: `unzip` need not be there. @throws {AppError} */
export async function unpackWheel(wheel: string, options: UnpackOptions): Promise<void> {
  const { pip, folder, patterns, signal } = options;
  const result = await runCommand(pip.python, ["-c", UNPACK, wheel, folder, ...patterns], {
    signal,
  });
  if (result.status === 0) return;
  if (isNoSpace(result.stderr)) throw diskFull(folder, "the libraries could not be unpacked.");
  throw installError(
    `${wheel} cannot be unpacked: ${lastLines(result, 1)}`,
    "Delete it and run the command again.",
  );
}

/** What TensorFlow's own package says its CUDA build needs, as pip requirements. */
export async function cudaRequirements(wheel: string, pip: Pip): Promise<string[]> {
  const { stdout } = await runCommand(pip.python, ["-c", REQUIREMENTS, wheel]);
  return stdout.split("\n").filter((line) => line !== "");
}
