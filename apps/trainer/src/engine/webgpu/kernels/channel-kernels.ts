import {
  type ActivationAttrs,
  type BatchNormAttrs,
  KERNELS,
  type Named,
} from "../../ops/kernels.ts";
import { normalizeBatch, normalizeBatchGradient } from "./batch-norm.ts";
import { activationCode, activationGradient, register } from "./programs.ts";

/** Normalizations and activations on their own: see `ops/kernels.ts` for inputs and outputs. */
export function registerChannelKernels(): void {
  register(
    KERNELS.activationGrad,
    (programs, inputs: Named<"y" | "dy">, { activation }: ActivationAttrs) => [
      activationGradient(programs, inputs, activation),
    ],
  );
  register(
    KERNELS.scaleShift,
    (programs, { x, scale, shift }: Named<"x" | "scale" | "shift">, attrs: ActivationAttrs) => {
      const expression = activationCode("x[i] * scale[c] + shift[c]", attrs.activation);
      return [programs.map(x.shape, { x, scale, shift }, { expression })];
    },
  );
  register(
    KERNELS.scaleShiftGrad,
    (programs, inputs: Named<"x" | "y" | "dy" | "scale">, { activation }: ActivationAttrs) => {
      const { x, scale } = inputs;
      const dz = activationGradient(programs, inputs, activation);
      return [
        programs.map(x.shape, { dz, scale }, { expression: "dz[i] * scale[c]" }),
        programs.sumRows({ dz, x }, { term: "dz[i] * x[i]" }),
        programs.sumRows({ dz }, { term: "dz[i]" }),
      ];
    },
  );
  register(
    KERNELS.batchNormTrain,
    (programs, inputs: Named<"x" | "gamma" | "beta">, attrs: BatchNormAttrs) =>
      normalizeBatch(programs, inputs, attrs),
  );
  register(
    KERNELS.batchNormTrainGrad,
    (
      programs,
      inputs: Named<"x" | "y" | "dy" | "gamma" | "mean" | "variance">,
      attrs: BatchNormAttrs,
    ) => normalizeBatchGradient(programs, inputs, attrs),
  );
}
