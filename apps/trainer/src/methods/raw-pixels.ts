import type { MethodConfigOf } from "@graft/core/contract";
import type { TransferMethod } from "./transfer-method.ts";

export const rawPixels: TransferMethod<MethodConfigOf<"raw-pixels">> = async function* () {
  throw new Error("not there yet");
};
