import path from "node:path";
import { type ExperimentConfig, parseExperimentConfig, shortened } from "@graft/core/contract";
import { AppError } from "@graft/core/contract/errors";
import { RENDERINGS } from "@graft/core/learning/drawn-images";
import { requireMemory } from "../dataset/cache/require-memory.ts";
import { readRegularFile } from "../files/read-regular-file.ts";
import { applyOverrides } from "./apply-overrides.ts";
import { parseJson } from "./parse-json.ts";

export interface ExperimentFile {
  readonly config: ExperimentConfig;
  /** Folder of the file: relative paths inside it start here. */
  readonly baseDir: string;
}

/**
 * Reads an experiment file, applies `key=value` overrides and checks the result.
 *
 * @throws {AppError} CONFIG_NOT_FOUND, CONFIG_NOT_JSON (with line and column) or CONFIG_INVALID;
 *   OUT_OF_MEMORY for more generated images than this machine can hold.
 */
export async function readExperimentFile(
  file: string,
  overrides: readonly string[],
): Promise<ExperimentFile> {
  const { json, baseDir } = await readConfigFile(file, overrides);
  const config = parseExperimentConfig(json, path.basename(file));
  if (config.dataset.kind === "generated") {
    // Known before the first image is drawn; of other data sets, once their images are listed.
    const { perClass, imageSize } = config.dataset;
    requireMemory(
      { count: RENDERINGS.length * perClass, imageSize },
      "dataset.imageSize or dataset.perClass",
    );
  }
  return { config, baseDir };
}

/** The largest experiment anyone has written is a few thousand bytes; mosaics by the thousand fit too. */
const MAX_BYTES = 4 * 2 ** 20;

/**
 * Reads a JSON config file and applies `key=value` overrides; what it says is not checked.
 *
 * @throws {AppError} CONFIG_NOT_FOUND, CONFIG_NOT_JSON (with line and column) or CONFIG_INVALID.
 */
export async function readConfigFile(
  file: string,
  overrides: readonly string[],
): Promise<{ json: unknown; baseDir: string }> {
  const absolute = path.resolve(file);
  const shown = shortened(file, 200);
  const bytes = await readRegularFile(absolute, {
    maxBytes: MAX_BYTES,
    refuse: ({ kind, words, cause }) =>
      new AppError({
        code: "CONFIG_NOT_FOUND",
        message: kind === "missing" ? `There is no file ${shown}` : `${shown} ${words}`,
        hint: "Give the path of an experiment file, such as experiments/demo.json.",
        cause,
      }),
  });
  const { value, fault } = parseJson(decode(bytes, shown));
  if (fault !== null) {
    throw notJson(
      `${shown} is not valid JSON: ${fault}`,
      "Correct that place: often a comma too many or too few, or a missing quote.",
    );
  }
  return { json: applyOverrides(value, overrides), baseDir: path.dirname(absolute) };
}

/** The text of a config file, without a byte order mark. */
function decode(bytes: Buffer, shown: string): string {
  const wide = wideEncoding(bytes);
  if (wide) {
    throw notJson(
      `${shown} is ${wide}, not UTF-8.`,
      "Save it as UTF-8: editors have it in their Save dialog; PowerShell has -Encoding utf8.",
    );
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw notJson(
      `${shown} is not UTF-8 text: line ${lineOfFirstFault(bytes)} holds other bytes.`,
      "Save it as UTF-8.",
      cause,
    );
  }
}

/** UTF-16 and UTF-32, by their mark or by the zeros beside plain letters. */
function wideEncoding(bytes: Buffer): string | null {
  const start = bytes.toString("latin1", 0, 4);
  if (start.startsWith("\u00FF\u00FE\0\0") || start === "\0\0\u00FE\u00FF") return "UTF-32";
  if (start.startsWith("\u00FF\u00FE") || start.startsWith("\u00FE\u00FF")) return "UTF-16";
  if (/^\0\0\0[^\0]|^[^\0]\0\0\0/.test(start)) return "UTF-32";
  return /^\0[^\0]|^[^\0]\0/.test(start) ? "UTF-16" : null;
}

function lineOfFirstFault(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; ; line++) {
    const end = bytes.indexOf(0x0a, start);
    const part = bytes.subarray(start, end < 0 ? undefined : end);
    if (end < 0 || !Buffer.from(part.toString("utf8")).equals(part)) return line;
    start = end + 1;
  }
}

function notJson(message: string, hint: string, cause?: unknown): AppError {
  return new AppError({ code: "CONFIG_NOT_JSON", message, hint, cause });
}
