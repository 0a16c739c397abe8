import type { MethodConfigOf } from "@graft/core/contract";
import type { TransferMethod } from "./transfer-method.ts";

export const scratch: TransferMethod<MethodConfigOf<"scratch">> = async function* () {
  throw new Error("not there yet");
};
