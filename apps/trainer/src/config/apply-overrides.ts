import { AppError } from "@graft/core/errors";

type Json = Record<string, unknown>;

/**
 * Returns a copy of a config with each `path=value` set.
 *
 * A path is dotted (`split.train`); a method is named by its kind (`methods.fine-tuned.epochs`) or its
 * position (`methods.0.epochs`). A value is JSON where it parses as such, text otherwise.
 *
 * @throws {AppError} CONFIG_INVALID for an override without `=`, or a method that the config lacks.
 */
export function applyOverrides(config: unknown, overrides: readonly string[]): unknown {
  const copy: unknown = structuredClone(config);
  for (const override of overrides) {
    const equals = override.indexOf("=");
    if (equals < 1) {
      throw new AppError({
        code: "CONFIG_INVALID",
        message: `--set ${override}: expected key=value`,
        hint: "For example --set seed=2 or --set methods.fine-tuned.epochs=4.",
      });
    }
    const steps = override.slice(0, equals).split(".");
    if (typeof copy !== "object" || copy === null) return copy; // the parser says what is wrong
    setAt(copy as Json, steps, { value: parseValue(override.slice(equals + 1)), override });
  }
  return copy;
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function setAt(
  target: Json,
  steps: readonly string[],
  { value, override }: { value: unknown; override: string },
): void {
  let place: Json | unknown[] = target;
  for (const [depth, step] of steps.entries()) {
    const key = Array.isArray(place) ? indexOf(place, step, override) : step;
    if (UNSAFE_KEYS.has(step)) throw notAPlace(override, `"${step}" is no setting`);
    const container = place as Json;
    if (depth === steps.length - 1) {
      container[key] = value;
      return;
    }
    let next = Object.hasOwn(container, key) ? container[key] : undefined;
    if (typeof next === "string" && Array.isArray(place)) next = { kind: next }; // a bare method name
    if (next === undefined) next = {};
    if (typeof next !== "object" || next === null) {
      throw notAPlace(override, `"${steps.slice(0, depth + 1).join(".")}" has no settings inside`);
    }
    container[key] = next;
    place = next as Json | unknown[];
  }
}

const UNSAFE_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

function indexOf(list: readonly unknown[], step: string, override: string): string {
  if (/^\d+$/.test(step) && Number(step) < list.length) return step;
  const found = list.findIndex((item) => item === step || (item as Json | null)?.["kind"] === step);
  if (found >= 0) return String(found);
  const kinds = list.map((item) =>
    typeof item === "string" ? item : (item as Json | null)?.["kind"],
  );
  throw notAPlace(override, `the list has no "${step}"; it has ${kinds.join(", ")}`);
}

function notAPlace(override: string, why: string): AppError {
  return new AppError({
    code: "CONFIG_INVALID",
    message: `--set ${override}: ${why}`,
    hint: "For example --set seed=2 or --set methods.fine-tuned.epochs=4.",
  });
}
