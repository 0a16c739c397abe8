import * as tf from "@tensorflow/tfjs-core";
import { batchNormKernels } from "./batch-norm-kernels.ts";
import { convBlockKernels } from "./conv-block-kernels.ts";
import { trainingKernels } from "./training-kernels.ts";

/** Gives TensorFlow's backend the kernels of `ops/kernels.ts`. May be called again. */
export function registerKernels(): void {
  for (const kernel of [...batchNormKernels, ...trainingKernels, ...convBlockKernels]) {
    if (!tf.getKernel(kernel.kernelName, kernel.backendName)) tf.registerKernel(kernel);
  }
}
