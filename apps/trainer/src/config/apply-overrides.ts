import {
  type ExperimentConfig,
  nearestName,
  redactAddresses,
  shortened,
} from "@graft/core/contract";
import { AppError } from "@graft/core/contract/errors";
import { parseJson, UNSAFE_KEYS } from "./parse-json.ts";

type Json = Record<string, unknown>;

/** No setting lies deeper. */
const MAX_STEPS = 20;

/**
 * Returns a copy of a config with each `path=value` set.
 *
 * A path is dotted (`split.train`); a method is named by its kind (`methods.fine-tuned.epochs`) or its
 * position (`methods.0.epochs`). A value is JSON where it parses as such, text otherwise.
 *
 * @throws {AppError} CONFIG_INVALID for an override without `=`, a method that the config lacks, or JSON
 *   that a config file may not hold either.
 */
export function applyOverrides(config: unknown, overrides: readonly string[]): unknown {
  const copy: unknown = structuredClone(config);
  for (const override of overrides) {
    const equals = override.indexOf("=");
    if (equals < 1) throw refusal(override, "expected key=value");
    const steps = override.slice(0, equals).split(".");
    if (steps.length > MAX_STEPS) throw refusal(override, "no setting lies that deep");
    if (typeof copy !== "object" || copy === null) return copy; // the parser says what is wrong
    setAt(copy as Json, steps, { value: parseValue(override, equals + 1), override });
  }
  return copy;
}

function parseValue(override: string, start: number): unknown {
  const text = override.slice(start);
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  const { value, fault } = parseJson(text);
  if (fault === null) return value;
  throw refusal(override, fault.replace(/^line \d+, column \d+: /, ""));
}

function setAt(
  target: Json,
  steps: readonly string[],
  { value, override }: { value: unknown; override: string },
): void {
  let place: Json | unknown[] = target;
  for (const [depth, step] of steps.entries()) {
    const key = Array.isArray(place) ? indexOf(place, step, override) : step;
    if (UNSAFE_KEYS.has(step)) throw refusal(override, `"${step}" is not a setting`);
    const container = place as Json;
    if (depth === steps.length - 1) {
      container[key] = value;
      return;
    }
    let next = Object.hasOwn(container, key) ? container[key] : undefined;
    if (typeof next === "string" && Array.isArray(place)) next = { kind: next }; // a bare method name
    if (next === undefined) next = {};
    if (typeof next !== "object" || next === null) {
      const setting = shortened(steps.slice(0, depth + 1).join("."), 60);
      throw refusal(override, `"${setting}" has no settings inside`);
    }
    container[key] = next;
    place = next as Json | unknown[];
  }
}

function indexOf(list: readonly unknown[], step: string, override: string): string {
  if (/^\d+$/.test(step) && Number(step) < list.length) return step;
  const found = list.findIndex((item) => item === step || (item as Json | null)?.["kind"] === step);
  if (found >= 0) return String(found);
  const kinds = list.map((item) =>
    typeof item === "string" ? item : String((item as Json | null)?.["kind"]),
  );
  const has = shortened(kinds.join(", "), 100);
  throw refusal(override, `the list has no "${shortened(step, 60)}"; it has ${has}`);
}

function refusal(override: string, why: string): AppError {
  return new AppError({
    code: "CONFIG_INVALID",
    message: `--set ${shortened(redactAddresses(override), 100)}: ${why}`,
    hint: "For example --set seed=2 or --set methods.fine-tuned.epochs=4.",
  });
}

/**
 * The config with only the methods of the given kinds; all of them when none is given.
 *
 * @throws {AppError} CONFIG_INVALID when the config has no method of that kind.
 */
export function selectMethods(
  config: ExperimentConfig,
  kinds: readonly string[],
): ExperimentConfig {
  if (kinds.length === 0) return config;
  const present = config.methods.map(({ kind }) => kind);
  for (const kind of kinds) {
    if (present.some((known) => known === kind)) continue;
    const near = nearestName(kind, present);
    throw new AppError({
      code: "CONFIG_INVALID",
      message: `--method ${kind}: the config has no such method${near ? `; did you mean "${near}"?` : ""}`,
      hint: `It has ${present.join(", ")}.`,
    });
  }
  return { ...config, methods: config.methods.filter(({ kind }) => kinds.includes(kind)) };
}
