import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { DESCRIPTION_FILE } from "@graft/core/learning/model";
import { type BuildOptions, build } from "esbuild";
import { filesOf, type StoredModel } from "../../model/stored-model.ts";
import type { PageParts } from "./compose-page.ts";

const PLAYER = path.resolve(import.meta.dirname, "../../../player");
const WASM = "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm";

/**
 * The model's files with the scripts and the style that show them. The scripts are built from their sources at every
 * export, which takes a second, so they are never older than the trainer.
 *
 * @throws {AppError} MODEL_INVALID for a file that is gone or damaged.
 */
export async function gatherParts({ description, read }: StoredModel): Promise<PageParts> {
  const [runtime, page, style, wasm] = await Promise.all([
    buildPart("runtime.ts", { globalName: "graft" }),
    buildPart("page.ts"),
    buildPart("page.css"),
    readFile(createRequire(import.meta.url).resolve(WASM)),
  ]);
  const files: Record<string, Uint8Array> = {};
  for (const name of filesOf(description)) {
    if (name !== DESCRIPTION_FILE) files[name] = await read(name);
  }
  return { runtime, page, style, description: JSON.stringify(description), files, wasm };
}

/** @returns One script or style sheet without imports, safe between the tags of its element. */
async function buildPart(file: string, options: BuildOptions = {}): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(PLAYER, file)],
    bundle: true,
    minify: true,
    format: "iife",
    platform: "browser",
    target: ["chrome91", "firefox89", "safari16.4"],
    legalComments: "none",
    logLevel: "silent",
    write: false,
    ...options,
  });
  const text = outputFiles![0]!.text.trim();
  // esbuild escapes an end tag; the start of a comment would change how a browser reads what follows.
  if (/<!--|<\/?(?:script|style)/i.test(text)) throw new Error(`${file} has HTML in it.`);
  return text;
}
