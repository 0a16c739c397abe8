import { registerOwnKernel } from "../../own-kernels.ts";
import { convBlockKernels } from "./conv-block-kernels.ts";
import { normKernels } from "./norm-kernels.ts";
import { trainingKernels } from "./training-kernels.ts";

/** Gives TensorFlow's backend the kernels of `ops/kernels.ts`. May be called again. */
export function registerKernels(): void {
  for (const kernel of [...normKernels, ...trainingKernels, ...convBlockKernels]) {
    registerOwnKernel(kernel);
  }
}
