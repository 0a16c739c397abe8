import type { BigIntStats } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { nearestName } from "@graft/core/contract";
import { AppError } from "@graft/core/errors";
import { irregularity } from "../../read-regular-file.ts";
import { quoted } from "../printable.ts";
import { fileFault } from "../unreadable-image.ts";

/**
 * Checks that a path of the config is there and is what it should be.
 *
 * @param setting The setting it stands in, for the message.
 * @throws {AppError} DATASET_NOT_FOUND with the nearest existing name; DATASET_INVALID when it is a
 *   folder instead of a file or the other way round.
 */
export async function requirePath(
  path: string,
  expected: "folder" | "file",
  setting: string,
): Promise<BigIntStats> {
  const stats = await stat(path, { bigint: true }).catch((error: unknown) => error);
  if (stats instanceof Error) throw await notFound(path, setting, stats);
  const found = stats as BigIntStats;
  if (expected === "folder" ? found.isDirectory() : found.isFile()) return found;
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

/** The first step of a path that does not exist, and what stands there instead. */
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
