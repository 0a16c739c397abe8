import { BackboneConfig } from "./backbone-config.ts";
import { experimentJsonSchema } from "./config-schema.ts";
import { DatasetConfig } from "./dataset-config.ts";
import { type ConfigKind, describeFaults } from "./describe-faults.ts";
import { AppError } from "./errors.ts";
import { DEVICES, ExperimentConfig } from "./experiment-config.ts";
import { CLASSIFIER_KINDS } from "./method-config.ts";
import { METHOD_KINDS } from "./method-kinds.ts";
import { shortened } from "./outside-text.ts";

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
