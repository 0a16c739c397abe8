import { readFile, writeFile } from "node:fs/promises";
import { expect } from "vitest";
import { type TinyBackboneOptions, writeTinyBackbone } from "./tiny-backbone.ts";

/** What tests change of a model.json. */
export interface ModelJson {
  format: string;
  modelTopology: { config: { layers: { name: string; config: Record<string, unknown> }[] } };
  weightsManifest: {
    paths: string[];
    weights: { name: string; shape: number[]; dtype: string }[];
  }[];
}

/**
 * Writes the tiny net with another model.json.
 *
 * @param edit Changes what it is given, or returns another model, or the text of one.
 * @returns Path of the model.json.
 */
export async function writeEditedBackbone(
  folder: string,
  edit: (json: ModelJson) => unknown,
  options: TinyBackboneOptions = {},
): Promise<string> {
  const target = await writeTinyBackbone(folder, options);
  const json = JSON.parse(await readFile(target, "utf8")) as ModelJson;
  const edited = edit(json);
  await writeFile(target, typeof edited === "string" ? edited : JSON.stringify(edited ?? json));
  return target;
}

/** Matches an AppError whose message has these words in this order. */
export function refusal(code: string, ...words: string[]): unknown {
  const pattern = words.map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return expect.objectContaining({
    code,
    message: expect.stringMatching(pattern.join(".*")) as string,
  });
}
