import * as z from "zod";
import { BackboneConfig } from "./backbone-config.ts";
import { DatasetConfig } from "./dataset-config.ts";
import { MethodConfig } from "./method-config.ts";
import { visibleName } from "./names.ts";
import { METHOD_KINDS, type MethodKind } from "./vocabulary.ts";

/** A count of images (1 or more), or a fraction of all images (below 1). */
const amount = z
  .number()
  .positive()
  .refine((value) => value < 1 || Number.isInteger(value), {
    error: "must be a whole number of images, or a fraction below 1",
  });

export const SplitConfig = z.strictObject({
  train: amount.default(2 / 3).describe("Training images: a count, or a fraction of all."),
  test: amount.default(1 / 3).describe("Test images: a count, or a fraction of all."),
  validation: z
    .number()
    .min(0)
    .max(0.5)
    .default(0)
    .describe("Fraction of the training images held back to watch training; never the test set."),
  stratify: z.boolean().default(true).describe("Keep the class proportions in every part."),
});
export type SplitConfig = z.output<typeof SplitConfig>;

/** `auto` takes the fastest engine that loads; anything else is taken or refused, never replaced. */
export const DEVICES = [
  "auto",
  "gpu",
  "cpu",
  "tensorflow-gpu",
  "webgpu",
  "tensorflow",
  "wasm",
] as const;
export type Device = (typeof DEVICES)[number];

const NEEDS_BACKBONE: ReadonlySet<MethodKind> = new Set([
  "fine-tuned",
  "scratch",
  "frozen-features",
]);

/** Whether a method builds on the pretrained net, or on its shape. */
export function needsBackbone({ kind }: MethodConfig): boolean {
  return NEEDS_BACKBONE.has(kind);
}

/** One config file: one data set, one split per repeat, the methods to compare on it. */
export const ExperimentConfig = z
  .strictObject({
    $schema: z.string().max(4096).optional(),
    name: visibleName(100),
    seed: z
      .int()
      .min(0)
      .max(2 ** 31 - 1)
      .default(1),
    dataset: DatasetConfig,
    split: SplitConfig.prefault({}),
    backbone: BackboneConfig.optional(),
    methods: z.array(MethodConfig).min(1).max(100),
    repeats: z.int().min(1).max(100).default(1).describe("Times to draw a new split and run all."),
    device: z.enum(DEVICES).default("auto"),
  })
  .superRefine((config, context) => {
    const needy = config.methods.findIndex(needsBackbone);
    if (needy >= 0 && !config.backbone) {
      context.addIssue({
        code: "custom",
        path: ["backbone"],
        message: `missing, but the method "${config.methods[needy]?.kind}" needs one`,
      });
    }
  });
export type ExperimentConfig = z.output<typeof ExperimentConfig>;
/** What a person writes: every default may be left out. */
export type ExperimentConfigInput = z.input<typeof ExperimentConfig>;

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The JSON Schema of an experiment file (draft 2020-12), so that editors complete and check it. */
export function experimentJsonSchema(): JsonSchema {
  return z.toJSONSchema(ExperimentConfig, {
    io: "input",
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema !== (MethodConfig as z.core.$ZodType)) return;
      // Preprocessing turns a bare name into a method with its defaults.
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
