import type { MethodConfigOf } from "@graft/core/contract";
import type { TransferMethod } from "./transfer-method.ts";

export const fineTuned: TransferMethod<MethodConfigOf<"fine-tuned">> = async function* () {
  throw new Error("not there yet");
};
