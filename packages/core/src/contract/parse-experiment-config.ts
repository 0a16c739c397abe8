import type * as z from "zod";
import { BackboneConfig } from "./backbone-config.ts";
import { DatasetConfig } from "./dataset-config.ts";
import { AppError } from "./errors.ts";
import {
  DEVICES,
  ExperimentConfig,
  experimentJsonSchema,
  type JsonSchema,
  validKeysAt,
} from "./experiment-config.ts";
import { CLASSIFIER_KINDS } from "./method-config.ts";
import { redactAddresses, shortened } from "./names.ts";
import { METHOD_KINDS, nearestName } from "./vocabulary.ts";

const EXPERIMENT: ConfigKind = {
  jsonSchema: experimentJsonSchema,
  knownNames: new Map<string, readonly string[]>([
    ["methods.kind", METHOD_KINDS],
    ["methods.classifiers", CLASSIFIER_KINDS],
    ["dataset.kind", DatasetConfig.options.map((option) => option.shape.kind.value)],
    ["backbone.kind", BackboneConfig.options.map((option) => option.shape.kind.value)],
    ["device", DEVICES],
  ]),
};

/**
 * The only door for a config; everything past it sees a valid `ExperimentConfig`, defaults resolved.
 *
 * @param input Parsed JSON.
 * @param source The file's name, for the message.
 * @throws {AppError} CONFIG_INVALID with a line per fault, as `describeFaults`.
 */
export function parseExperimentConfig(input: unknown, source = "config"): ExperimentConfig {
  const parsed = ExperimentConfig.safeParse(input, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new AppError({
    code: "CONFIG_INVALID",
    message: `${shortened(source, 200)} is not a valid experiment:\n${describeFaults(parsed.error, input, EXPERIMENT)}`,
    hint: "Nothing was run. `pnpm trainer schema` prints every setting with its default.",
    cause: parsed.error,
  });
}

/** Lengths that keep a message readable, however long or wrong the config is. */
const MAX_LINE = 300;
const MAX_TEXT = 900;
const MAX_VALUE = 60;

export interface ConfigKind {
  readonly jsonSchema: () => JsonSchema;
  /** Names that are valid at a path without its numbers, for those that a schema does not tell. */
  readonly knownNames: ReadonlyMap<string, readonly string[]>;
}

/**
 * What is wrong with a config, a line per fault: path, what was found, what is expected and the nearest
 * valid name.
 *
 * @param input The config as it was written.
 * @returns Some 900 characters at most; the faults beyond are counted.
 */
export function describeFaults(error: z.ZodError, input: unknown, kind: ConfigKind): string {
  const lines: string[] = [];
  let length = 0;
  // Each is described only when it is shown: a config may have a hundred thousand.
  for (const fault of eachFault(error, input, kind)) {
    const line = `  - ${shortened(fault, MAX_LINE)}`;
    length += line.length;
    if (lines.length > 0 && length > MAX_TEXT) break;
    lines.push(line);
  }
  const more = error.issues.reduce((sum, issue) => sum + countOf(issue), -lines.length);
  if (more > 0) lines.push(`  - and ${more} more ${more === 1 ? "fault" : "faults"}`);
  return lines.join("\n");
}

function countOf(issue: z.core.$ZodIssue): number {
  return issue.code === "unrecognized_keys" ? issue.keys.length : 1;
}

function* eachFault(error: z.ZodError, input: unknown, kind: ConfigKind): Generator<string> {
  for (const issue of error.issues) {
    if (issue.code !== "unrecognized_keys") {
      yield describe(issue, input, kind);
      continue;
    }
    const valid = validKeysAt(kind.jsonSchema(), input, issue.path);
    for (const key of issue.keys) {
      const near = nearestName(key, valid);
      const expected = near ? `did you mean "${near}"?` : `valid keys: ${valid.join(", ")}`;
      yield `${formatPath([...issue.path, key])}: unknown key; ${expected}`;
    }
  }
}

function describe(issue: z.core.$ZodIssue, input: unknown, kind: ConfigKind): string {
  const where = formatPath(issue.path);
  const found = issue.input === undefined ? "missing" : `found ${show(issue.input)}`;
  const names = kind.knownNames.get(
    issue.path.filter((step) => typeof step === "string").join("."),
  );
  if (names && issue.code !== "invalid_type") {
    const written = valueAt(input, issue.path);
    const near = typeof written === "string" ? nearestName(written, names) : null;
    const said = written === undefined ? "missing" : `found ${show(written)}`;
    const guess = near ? `; did you mean "${near}"?` : "";
    return `${where}: ${said}, expected one of ${names.join(", ")}${guess}`;
  }
  if (issue.code === "custom") return `${where}: ${issue.message}`;
  return `${where}: ${found}, expected ${expectation(issue)}`;
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type": {
      const type = article(issue.expected === "int" ? "whole number" : issue.expected);
      const isQuoted = type.endsWith("number") && isNumberInQuotes(issue.input);
      return isQuoted ? `${type}: write ${issue.input} without quotes` : type;
    }
    case "too_small":
      return `${amountOf(issue.origin)}${issue.inclusive ? "at least" : "more than"} ${issue.minimum}`;
    case "too_big":
      return `${amountOf(issue.origin)}${issue.inclusive ? "at most" : "less than"} ${issue.maximum}`;
    case "invalid_value":
      return `one of ${issue.values.map((value) => String(value)).join(", ")}`;
    default:
      return issue.message;
  }
}

function isNumberInQuotes(value: unknown): value is string {
  return typeof value === "string" && /^-?\d{1,15}(\.\d{1,15})?$/.test(value);
}

function article(type: string): string {
  if (type === "array" || type === "tuple") return "a list";
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function amountOf(origin: string): string {
  if (origin === "string") return "text with a length of ";
  return origin === "array" ? "a list with a length of " : "";
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const [depth, step] of path.entries()) {
    // A method may be its bare name: then that name is what was written at `kind`.
    if (typeof value === "string" && depth === path.length - 1 && step === "kind") return value;
    value = (value as Record<PropertyKey, unknown> | null | undefined)?.[step];
  }
  return value;
}

function show(value: unknown): string {
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  // Addresses are shorter than this, so none is cut in the middle of a secret's place.
  const written = (JSON.stringify(value) ?? String(value)).slice(0, 10_000);
  const text = redactAddresses(written);
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE - 3)}...` : text;
}

/** `["methods", 0, "epochs"]` → `methods[0].epochs`; the root is `(whole file)`. */
function formatPath(path: readonly PropertyKey[]): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else text += `${text && "."}${shortened(String(step), MAX_VALUE)}`;
  }
  return text || "(whole file)";
}
