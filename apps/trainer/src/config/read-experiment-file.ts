import path from "node:path";
import { type ExperimentConfig, parseExperimentConfig } from "@graft/core/contract";
import { RENDERINGS } from "@graft/core/learning/drawn-images";
import { requireMemory } from "../dataset/cache/require-memory.ts";
import { readConfigFile } from "./read-config-file.ts";

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
