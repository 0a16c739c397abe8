import { registerOwnGradient } from "../engine.ts";
import { batchNormTrainGradient, scaleShiftGradient } from "./blocks.ts";

/** Tells tfjs the gradients of the kernels in `kernels.ts`. May be called again. */
export function registerOps(): void {
  for (const gradient of [batchNormTrainGradient, scaleShiftGradient]) {
    registerOwnGradient(gradient);
  }
}
