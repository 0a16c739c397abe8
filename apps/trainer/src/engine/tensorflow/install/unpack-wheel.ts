import { diskFull, installError, isNoSpace } from "./install-error.ts";
import type { Pip } from "./requirements.ts";
import { lastLines, runCommand } from "./run-command.ts";

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
