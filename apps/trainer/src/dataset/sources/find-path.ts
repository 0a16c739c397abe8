import type { BigIntStats } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import { nearestName } from "@graft/core/contract";
import { AppError } from "@graft/core/contract/errors";
import { irregularity } from "../../files/read-regular-file.ts";
import { quoted } from "../../messages.ts";
import { fileFault } from "../image-findings.ts";

/** Finds files by names that were written on another system; keeps what it reads of folders. */
export interface PathFinder {
  /**
   * The path as it is on this disk: as given, with "\" for "/", or in the other Unicode form (a Mac
   * writes "é" as two characters, most other systems as one). Null when there is no such file.
   */
  find(path: string): Promise<string | null>;
  /** The file that differs from a missing one in case only; null when there is none, or several. */
  near(path: string): Promise<string | null>;
}

/** Names in a folder by their Unicode NFC form, and by that in lower case. */
interface FolderNames {
  readonly exact: ReadonlyMap<string, readonly string[]>;
  readonly caseless: ReadonlyMap<string, readonly string[]>;
}

export function createPathFinder(): PathFinder {
  const folders = new Map<string, Promise<FolderNames>>();
  const namesIn = (folder: string): Promise<FolderNames> => {
    const known = folders.get(folder) ?? readNames(folder);
    folders.set(folder, known);
    return known;
  };
  async function spelled(path: string): Promise<string | null> {
    if (await exists(path)) return path;
    const parent = dirname(path);
    if (parent === path) return null;
    const folder = await spelled(parent);
    if (folder === null) return null;
    const names = (await namesIn(folder)).exact.get(basename(path).normalize("NFC")) ?? [];
    return names.length === 1 ? join(folder, names[0]!) : null;
  }
  return {
    async find(path) {
      const asGiven = await spelled(path);
      if (asGiven !== null || !path.includes("\\") || sep === "\\") return asGiven;
      return spelled(resolve(path.replaceAll("\\", "/")));
    },
    async near(path) {
      const plain = path.replaceAll("\\", "/");
      const folder = await spelled(dirname(plain));
      if (folder === null) return null;
      const key = basename(plain).normalize("NFC").toLowerCase();
      const names = (await namesIn(folder)).caseless.get(key) ?? [];
      return names.length === 1 ? names[0]! : null;
    },
  };
}

async function readNames(folder: string): Promise<FolderNames> {
  const names = await readdir(folder).catch(() => []);
  const [exact, caseless] = [new Map<string, string[]>(), new Map<string, string[]>()];
  for (const name of names) {
    const key = name.normalize("NFC");
    exact.set(key, [...(exact.get(key) ?? []), name]);
    const lower = key.toLowerCase();
    caseless.set(lower, [...(caseless.get(lower) ?? []), name]);
  }
  return { exact, caseless };
}

/** False only when nothing is there: what may not be read is told by whoever reads it. */
async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT" && error.code !== "ENOTDIR",
  );
}

/**
 * Finds what a path of the config leads to.
 *
 * @param setting The setting that holds it, for the message.
 * @throws {AppError} DATASET_NOT_FOUND with the nearest existing name; DATASET_INVALID when it is a
 *   folder instead of a file or the other way round.
 */
export async function findPath(
  written: string,
  options: { baseDir: string; expected: "folder" | "file"; setting: string },
): Promise<{ path: string; stats: BigIntStats }> {
  const { baseDir, expected, setting } = options;
  const asWritten = resolve(baseDir, written);
  const path = (await createPathFinder().find(asWritten)) ?? asWritten;
  const stats = await stat(path, { bigint: true }).catch((error: unknown) => error);
  if (stats instanceof Error) throw await notFound(path, setting, stats);
  const found = stats as BigIntStats;
  if (expected === "folder" ? found.isDirectory() : found.isFile()) return { path, stats: found };
  throw new AppError({
    code: "DATASET_INVALID",
    message: `${setting}: ${quoted(path)} ${expected === "folder" ? "is not a folder" : irregularity(found)?.words}.`,
    hint:
      expected === "folder"
        ? 'A folder per class is "kind": "folder"; a CSV or JSON Lines file is "kind": "manifest".'
        : "Name a file here.",
  });
}

async function notFound(path: string, setting: string, cause: Error): Promise<AppError> {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code !== "ENOENT" && code !== "ENOTDIR") {
    return new AppError({
      code: "DATASET_NOT_FOUND",
      message: `${setting}: ${quoted(path)} cannot be opened: ${fileFault(cause)}.`,
      hint: "Check the path and its permissions.",
      cause,
    });
  }
  const { parent, missing, siblings } = await firstMissing(path);
  const near = nearestName(missing, siblings);
  return new AppError({
    code: "DATASET_NOT_FOUND",
    message: `${setting}: ${quoted(path)} does not exist; ${quoted(parent)} has no ${quoted(missing)}.`,
    hint: near
      ? `Did you mean ${quoted(near)}?`
      : "Paths are relative to the config file; check this one.",
    cause,
  });
}

/** The first step of a path that does not exist, and what is there instead. */
async function firstMissing(path: string) {
  let missing = basename(path);
  let parent = dirname(path);
  for (;;) {
    const siblings = await readdir(parent).catch(() => null);
    if (siblings || dirname(parent) === parent) {
      return { parent, missing, siblings: siblings ?? [] };
    }
    missing = basename(parent);
    parent = dirname(parent);
  }
}
