/**
 * The part of an exported page that judges images: the predictor of `trainer predict` on tfjs's WebAssembly backend.
 * It uses nothing of a document, so that an export can test these very bytes before it writes the page.
 */

import { openPredictor, type Predictor, parseDescription } from "@graft/core/learning/model";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { env, setBackend } from "@tensorflow/tfjs-core";
import { config } from "zod";
import { installFusedBlocks } from "./fused-blocks.ts";

export { percent } from "@graft/core/analysis/format";
export { mostProbable } from "@graft/core/analysis/metrics";
export { type Column, tableOf, toCsv } from "@graft/core/analysis/table";
export { coverSquare } from "@graft/core/learning/model/cover-square";

// zod would try whether it may make functions from text, and the page's policy would report it.
config({ jitless: true });

/** What is embedded in the page, by name. */
export interface Embedded {
  /** `graft-model.json`. */
  readonly description: string;
  /** The other files of the model. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** tfjs's WebAssembly module with SIMD. */
  readonly wasm: Uint8Array;
}

/** The values of an image that is judged at export and again in every browser. @returns Shape [side, side, 3]. */
export function checkImage(side: number): Uint8Array {
  return Uint8Array.from({ length: side * side * 3 }, (_, i) => Math.imul(i, 2_654_435_761) >>> 13);
}

/**
 * Opens the model, one image at a time.
 *
 * @throws {Error} A message for people where the browser cannot run it.
 */
export async function openModel({ description, files, wasm }: Embedded): Promise<Predictor> {
  await startBackend(wasm);
  const read = (name: string) => Promise.resolve(files[name] ?? new Uint8Array());
  return await openPredictor(parseDescription(description), read, { batchSize: 1 });
}

async function startBackend(wasm: Uint8Array): Promise<void> {
  // Threads need a server that isolates the page; there is none.
  env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  if (typeof WebAssembly !== "object") throw new Error("WebAssembly is switched off.");
  if (!(await env().getAsync("WASM_HAS_SIMD_SUPPORT"))) {
    throw new Error("This browser is too old: WebAssembly with SIMD came in 2021 (Safari: 2023).");
  }
  // tfjs asks its platform for the module. A module that does not compile would leave it waiting for ever.
  await WebAssembly.compile(new Uint8Array(wasm));
  const response = { ok: true, arrayBuffer: () => Promise.resolve(new Uint8Array(wasm).buffer) };
  env().platform.fetch = () => Promise.resolve(response as unknown as Response);
  setWasmPaths("embedded/", true);
  if (!(await setBackend("wasm"))) throw new Error("WebAssembly could not be started.");
  installFusedBlocks();
}
