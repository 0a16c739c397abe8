import { readFile } from "node:fs/promises";
import path from "node:path";
import { AppError } from "@graft/core/errors";
import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { applyOverrides } from "./apply-overrides.ts";
import { decodeText } from "./decode-text.ts";

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
  const json = parseJson(await readText(absolute, file), file);
  return { json: applyOverrides(json, overrides), baseDir: path.dirname(absolute) };
}

async function readText(absolute: string, shown: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(absolute);
  } catch (cause) {
    const isFolder = (cause as NodeJS.ErrnoException).code === "EISDIR";
    throw new AppError({
      code: "CONFIG_NOT_FOUND",
      message: isFolder ? `${shown} is a folder, not a config file` : `There is no file ${shown}`,
      hint: "Give the path of an experiment file, such as experiments/demo.json.",
      cause,
    });
  }
  return decodeText(bytes, shown);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const { offset, fault } = firstFault(text);
    const before = text.slice(0, offset);
    const line = before.split("\n").length;
    const column = before.length - before.lastIndexOf("\n");
    throw new AppError({
      code: "CONFIG_NOT_JSON",
      message: `${file} is not valid JSON: line ${line}, column ${column}: ${fault}`,
      hint: "Mend that place: often a comma too many or too few, or a quote that is missing.",
      cause,
    });
  }
}

/** Where and what: JSON.parse says so for some faults only, and differently in each version of Node. */
function firstFault(text: string): { offset: number; fault: string } {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true, allowEmptyContent: false });
  const [first] = errors;
  if (!first) return { offset: text.length, fault: "it breaks off" };
  const words = printParseErrorCode(first.error).replaceAll(/(?<!^)([A-Z])/g, " $1");
  return { offset: first.offset, fault: words.toLowerCase() };
}
