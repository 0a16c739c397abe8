import { z } from "zod";
import { ExperimentConfig } from "./experiment-config.ts";
import { MethodConfig } from "./method-config.ts";
import { METHOD_KINDS } from "./method-kinds.ts";

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The JSON Schema of an experiment file (draft 2020-12), so that editors complete and check it. */
export function experimentJsonSchema(): JsonSchema {
  return z.toJSONSchema(ExperimentConfig, {
    io: "input",
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema !== (MethodConfig as z.core.$ZodType)) return;
      // Preprocessing lets a bare name stand for a method with its defaults.
      const { oneOf = [] } = jsonSchema;
      delete jsonSchema.oneOf;
      jsonSchema.anyOf = [{ enum: [...METHOD_KINDS] }, { oneOf }];
    },
  });
}

/**
 * The names that are valid at `path` of a config, for "did you mean".
 *
 * @param schema Of the whole config.
 * @param config What was written; its `kind`s decide which variant of a union is meant.
 */
export function validKeysAt(
  schema: JsonSchema,
  config: unknown,
  path: readonly PropertyKey[],
): string[] {
  let schemas = [schema];
  let value = config;
  for (const step of path) {
    schemas = schemas
      .flatMap((schema) => variants(schema, value))
      .flatMap((schema) => {
        const next =
          typeof step === "number"
            ? (schema.prefixItems?.[step] ?? schema.items)
            : schema.properties?.[String(step)];
        return next && typeof next === "object" && !Array.isArray(next) ? [next as JsonSchema] : [];
      });
    value = (value as Record<PropertyKey, unknown> | undefined)?.[step];
  }
  return schemas
    .flatMap((schema) => variants(schema, value))
    .flatMap((schema) => Object.keys(schema.properties ?? {}));
}

function variants(schema: JsonSchema, value: unknown): JsonSchema[] {
  const options = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  if (options.length === 0) return [schema];
  const kind = (value as { kind?: unknown } | undefined)?.kind;
  return options
    .filter((option): option is JsonSchema => typeof option === "object")
    .flatMap((option) => variants(option, value))
    .filter((option) => {
      const own = option.properties?.["kind"];
      return typeof own !== "object" || own.const === undefined || own.const === kind;
    });
}
