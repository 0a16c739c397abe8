import type { z } from "zod";
import { AppError } from "../errors.ts";
import { BackboneConfig } from "./backbone-config.ts";
import { validKeysAt } from "./config-schema.ts";
import { DatasetConfig } from "./dataset-config.ts";
import { DEVICES, ExperimentConfig } from "./experiment-config.ts";
import { CLASSIFIER_KINDS } from "./method-config.ts";
import { METHOD_KINDS } from "./method-kinds.ts";
import { nearestName } from "./nearest-name.ts";

/**
 * The only door for a config; everything past it sees a valid `ExperimentConfig`, defaults resolved.
 *
 * @param input Parsed JSON.
 * @param source The file's name, for the message.
 * @throws {AppError} CONFIG_INVALID with a line per fault: path, what was found, what is expected
 *   and the nearest valid name.
 */
export function parseExperimentConfig(input: unknown, source = "config"): ExperimentConfig {
  const parsed = ExperimentConfig.safeParse(input, { reportInput: true });
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.flatMap((issue) => describe(issue, input));
  throw new AppError({
    code: "CONFIG_INVALID",
    message: `${source} is not a valid experiment:\n${lines.map((line) => `  - ${line}`).join("\n")}`,
    hint: "Nothing was run. `pnpm trainer schema` prints every setting with its default.",
    cause: parsed.error,
  });
}

const KNOWN_NAMES: Record<string, readonly string[]> = {
  "methods.kind": METHOD_KINDS,
  "methods.classifiers": CLASSIFIER_KINDS,
  "dataset.kind": DatasetConfig.options.map((option) => option.shape.kind.value),
  "backbone.kind": BackboneConfig.options.map((option) => option.shape.kind.value),
  device: DEVICES,
};

function describe(issue: z.core.$ZodIssue, input: unknown): string[] {
  const where = formatPath(issue.path);
  if (issue.code === "unrecognized_keys") {
    const valid = validKeysAt(input, issue.path);
    return issue.keys.map((key) => {
      const near = nearestName(key, valid);
      const expected = near ? `did you mean "${near}"?` : `valid keys: ${valid.join(", ")}`;
      return `${formatPath([...issue.path, key])}: unknown key; ${expected}`;
    });
  }
  const found = issue.input === undefined ? "missing" : `found ${show(issue.input)}`;
  const names = KNOWN_NAMES[issue.path.filter((step) => typeof step === "string").join(".")];
  if (names && issue.code !== "invalid_type") {
    const written = valueAt(input, issue.path);
    const near = typeof written === "string" ? nearestName(written, names) : null;
    const said = written === undefined ? "missing" : `found ${show(written)}`;
    const guess = near ? `; did you mean "${near}"?` : "";
    return [`${where}: ${said}, expected one of ${names.join(", ")}${guess}`];
  }
  if (issue.code === "custom") return [`${where}: ${issue.message}`];
  return [`${where}: ${found}, expected ${expectation(issue)}`];
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return article(issue.expected === "int" ? "whole number" : issue.expected);
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

function article(type: string): string {
  if (type === "array") return "a list";
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
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** `["methods", 0, "epochs"]` → `methods[0].epochs`; the root is `(whole file)`. */
function formatPath(path: readonly PropertyKey[]): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else text += text ? `.${String(step)}` : String(step);
  }
  return text || "(whole file)";
}
