import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import {
  type ConvBlockAttrs,
  type ConvBlockInputs,
  type ConvNormBlockAttrs,
  type ConvNormBlockInputs,
  type ConvNormBlockOutputs,
  KERNELS,
  type Named,
} from "../../ops/kernels.ts";
import { normalizeBatch, normalizeBatchGradient } from "./batch-norm.ts";
import { convolve, filterGradient, inputGradient } from "./convolution.ts";
import { activationGradient, type Programs, register } from "./programs.ts";

/** Convolution, normalization and rectifier as one: see `ops/kernels.ts` for inputs and outputs. */
export function registerBlockKernels(): void {
  register(KERNELS.convBlock, (_, inputs: ConvBlockInputs, attrs: ConvBlockAttrs) => {
    const { x, shift: bias } = inputs;
    return [convolve({ x, filter: scaledFilter(inputs, attrs), bias }, attrs)];
  });
  register(KERNELS.convBlockGrad, blockGradient);
  register(
    KERNELS.convNormBlock,
    (programs, inputs: ConvNormBlockInputs, attrs: ConvNormBlockAttrs) => {
      const { x, filter, gamma, beta } = inputs;
      const convolved = convolve({ x, filter }, { ...attrs, activation: "linear" });
      return [...normalizeBatch(programs, { x: convolved, gamma, beta }, attrs), convolved];
    },
  );
  register(
    KERNELS.convNormBlockGrad,
    (programs, inputs: ConvNormBlockInputs & ConvNormBlockOutputs, attrs: ConvNormBlockAttrs) => {
      const { x, filter, convolved } = inputs;
      const batch = { ...inputs, x: convolved };
      const [dz, dgamma, dbeta] = normalizeBatchGradient(programs, batch, attrs);
      return [...convolutionGradient(programs, { x, filter, dz }, attrs), dgamma, dbeta];
    },
  );
}

function blockGradient(
  programs: Programs,
  inputs: ConvBlockInputs & Named<"y" | "dy">,
  attrs: ConvBlockAttrs,
): Tensor[] {
  const { x, filter, scale, shift } = inputs;
  const dz = activationGradient(programs, inputs, attrs.activation);
  const scaled = scaledFilter(inputs, attrs);
  const [dx, dscaled] = convolutionGradient(programs, { x, filter: scaled, dz }, attrs);
  const gradients = [dx, scale ? tf.mul(dscaled, alongFilter(scale, attrs)) : dscaled];
  if (scale) {
    // How much each output channel's filter takes part in its own gradient.
    const rows = [filter.size / scale.size, scale.size];
    const matrices = { dw: tf.reshape(dscaled, rows), w: tf.reshape(filter, rows) };
    gradients.push(programs.sumRows(matrices, { term: "dw[i] * w[i]" }));
  }
  if (shift) gradients.push(programs.sumRows({ dz }, { term: "dz[i]" }));
  return gradients;
}

/** Gradients of x, a number that nobody reads where none is wanted, and of the filter. */
function convolutionGradient(
  programs: Programs,
  { x, filter, dz }: { x: Tensor; filter: Tensor; dz: Tensor },
  attrs: ConvBlockAttrs,
): [Tensor, Tensor] {
  const dx = attrs.inputGradient
    ? inputGradient(programs, { dz, filter, inputShape: x.shape }, attrs)
    : tf.scalar(0);
  return [dx, filterGradient(programs, { x, dz, filterShape: filter.shape }, attrs)];
}

function scaledFilter({ filter, scale }: ConvBlockInputs, attrs: ConvBlockAttrs): Tensor {
  return scale ? tf.mul(filter, alongFilter(scale, attrs)) : filter;
}

/** `scale`, one per output channel, so that it multiplies the filter [h, w, c, k] or [h, w, c, 1]. */
function alongFilter(scale: Tensor, { depthwise }: ConvBlockAttrs): Tensor {
  return depthwise ? tf.reshape(scale, [scale.size, 1]) : scale;
}
