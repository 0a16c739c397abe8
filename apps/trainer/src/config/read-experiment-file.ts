import path from "node:path";
import { type ExperimentConfig, parseExperimentConfig } from "@graft/core/contract";
import { readConfigFile } from "./read-config-file.ts";

export interface ExperimentFile {
  readonly config: ExperimentConfig;
  /** Folder of the file: relative paths inside it start here. */
  readonly baseDir: string;
}

/**
 * Reads an experiment file, applies `key=value` overrides and checks the result.
 *
 * @throws {AppError} CONFIG_NOT_FOUND, CONFIG_NOT_JSON (with line and column) or CONFIG_INVALID.
 */
export async function readExperimentFile(
  file: string,
  overrides: readonly string[],
): Promise<ExperimentFile> {
  const { json, baseDir } = await readConfigFile(file, overrides);
  return { config: parseExperimentConfig(json, path.basename(file)), baseDir };
}
