import type { KernelConfig } from "@tensorflow/tfjs-core";
import {
  type ActivationAttrs,
  type BatchNormAttrs,
  KERNELS,
  type Named,
} from "../../ops/kernels.ts";
import {
  normalizeBatch,
  normalizeBatchGradient,
  scaleAndShift,
  scaleAndShiftGradient,
} from "./batch-norm.ts";
import { activated, activationGradient, tensorFlowKernel } from "./execute.ts";

/** Batch normalization in one pass forward and one backward; tfjs composes them of a dozen ops. */
export const normKernels: readonly KernelConfig[] = [
  tensorFlowKernel(
    KERNELS.batchNormTrain,
    (ops, inputs: Named<"x" | "gamma" | "beta">, attrs: BatchNormAttrs) =>
      normalizeBatch(ops, inputs, attrs),
  ),
  tensorFlowKernel(
    KERNELS.batchNormTrainGrad,
    (ops, inputs: Named<"x" | "y" | "dy" | "gamma" | "mean" | "variance">, attrs: BatchNormAttrs) =>
      normalizeBatchGradient(ops, inputs, attrs),
  ),
  tensorFlowKernel(
    KERNELS.scaleShift,
    (ops, inputs: Named<"x" | "scale" | "shift">, { activation }: ActivationAttrs) => [
      activated(ops, scaleAndShift(ops, inputs), activation),
    ],
  ),
  tensorFlowKernel(
    KERNELS.scaleShiftGrad,
    (ops, inputs: Named<"x" | "y" | "dy" | "scale">, { activation }: ActivationAttrs) => {
      const dz = activationGradient(ops, inputs, activation);
      return scaleAndShiftGradient(ops, { ...inputs, dz });
    },
  ),
];
