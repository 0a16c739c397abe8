import { registerConvGradients } from "./conv-gradients.ts";
import { registerDepthwiseGradients } from "./depthwise-gradients.ts";
import { registerMatMul } from "./mat-mul.ts";
import { registerSum } from "./sum.ts";

/** Adds the training kernels that tfjs's wasm backend lacks and replaces those that are slow. */
export function registerKernels(): void {
  registerMatMul();
  registerSum();
  registerConvGradients();
  registerDepthwiseGradients();
}
