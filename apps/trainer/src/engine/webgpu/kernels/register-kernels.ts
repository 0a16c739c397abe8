import { registerAdamW, registerBlockKernels, registerChannelKernels } from "./block-kernels.ts";
import { registerStockKernels } from "./stock-kernels.ts";

/** Gives tfjs's WebGPU backend the kernels of `ops/kernels.ts` and replaces those that are slow. */
export function registerKernels(): void {
  registerStockKernels();
  registerChannelKernels();
  registerBlockKernels();
  registerAdamW();
}
