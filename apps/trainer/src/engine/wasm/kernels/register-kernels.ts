import type { Compute } from "../compute/compute.ts";
import { registerBlockKernels } from "./block-kernels.ts";
import { registerChannelKernels } from "./channel-kernels.ts";
import { registerConvKernels } from "./conv-kernels.ts";
import { registerCopyKernels, registerMatrixKernels } from "./matrix-kernels.ts";

/** Adds the training kernels that tfjs's wasm backend lacks and replaces those that are slow. */
export function registerKernels(compute: Compute): void {
  registerConvKernels(compute);
  registerCopyKernels();
  registerMatrixKernels(compute);
  registerChannelKernels(compute);
  registerBlockKernels(compute);
}
