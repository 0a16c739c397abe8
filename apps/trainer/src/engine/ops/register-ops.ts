import { registerOwnGradient } from "../own-kernels.ts";
import { scaleShiftGradient } from "./batch-norm-frozen.ts";
import { batchNormTrainGradient } from "./batch-norm-train.ts";

/** Tells tfjs the gradients of the kernels in `kernels.ts`. May be called again. */
export function registerOps(): void {
  for (const gradient of [batchNormTrainGradient, scaleShiftGradient]) {
    registerOwnGradient(gradient);
  }
}
