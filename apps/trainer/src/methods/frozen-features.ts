import type { MethodConfigOf } from "@graft/core/contract";
import type { TransferMethod } from "./transfer-method.ts";

export const frozenFeatures: TransferMethod<MethodConfigOf<"frozen-features">> =
  async function* () {
    throw new Error("not there yet");
  };
