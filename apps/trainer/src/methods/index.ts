import type { MethodConfig, MethodConfigOf, MethodKind } from "@graft/core/contract";
import { fineTuned } from "./fine-tuned.ts";
import { frozenFeatures } from "./frozen-features.ts";
import { rawPixels } from "./raw-pixels.ts";
import { scratch } from "./scratch.ts";
import type { MethodEvent, TransferMethod, TransferTask } from "./transfer-method.ts";

/** The one list of methods. A new `kind` in MethodConfig fails to compile until it has a line here. */
const METHODS: { readonly [K in MethodKind]: TransferMethod<MethodConfigOf<K>> } = {
  "fine-tuned": fineTuned,
  scratch,
  "raw-pixels": rawPixels,
  "frozen-features": frozenFeatures,
};

/** Starts the method that the config names; nothing happens before the first `next()`. */
export function startMethod(
  config: MethodConfig,
  task: TransferTask,
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, void> {
  const method = METHODS[config.kind] as TransferMethod<MethodConfig>;
  return method(config, task, signal);
}
