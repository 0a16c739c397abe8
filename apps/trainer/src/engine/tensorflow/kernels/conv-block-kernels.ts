import type { KernelConfig, Tensor } from "@tensorflow/tfjs-core";
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
import { convFilterGradient, convInputGradient, convolve } from "./convolution.ts";
import { activated, activationGradient, type Ops, reshaped, tensorFlowKernel } from "./execute.ts";
import { biasedConvolution } from "./fused-convolution.ts";

/** Convolution, normalization and rectifier as one: see `ops/kernels.ts` for inputs and outputs. */
export const convBlockKernels: readonly KernelConfig[] = [
  tensorFlowKernel(KERNELS.convBlock, (ops, inputs: ConvBlockInputs, attrs: ConvBlockAttrs) => [
    block(ops, inputs, attrs),
  ]),
  tensorFlowKernel(KERNELS.convBlockGrad, blockGradient),
  tensorFlowKernel(
    KERNELS.convNormBlock,
    (ops, { x, filter, gamma, beta }: ConvNormBlockInputs, attrs: ConvNormBlockAttrs) => {
      const convolved = convolve(ops, { x, filter }, attrs);
      return [...normalizeBatch(ops, { x: convolved, gamma, beta }, attrs), convolved];
    },
  ),
  tensorFlowKernel(
    KERNELS.convNormBlockGrad,
    (ops, inputs: ConvNormBlockInputs & ConvNormBlockOutputs, attrs: ConvNormBlockAttrs) => {
      const { x, filter, convolved } = inputs;
      const batch = { ...inputs, x: convolved };
      const [dz, dgamma, dbeta] = normalizeBatchGradient(ops, batch, attrs);
      return [
        inputGradient(ops, { x, filter, dz }, attrs),
        convFilterGradient(ops, { x, filter, dz }, attrs),
        dgamma,
        dbeta,
      ];
    },
  ),
];

/** The scale goes into the filter; the shift is a bias. */
function block(ops: Ops, inputs: ConvBlockInputs, attrs: ConvBlockAttrs): Tensor {
  const { x, shift } = inputs;
  const filter = scaledFilter(inputs, attrs);
  if (shift) return biasedConvolution(ops, { x, filter, shift }, attrs);
  return activated(ops, convolve(ops, { x, filter }, attrs), attrs.activation);
}

function blockGradient(
  ops: Ops,
  inputs: ConvBlockInputs & Named<"y" | "dy">,
  attrs: ConvBlockAttrs,
): Tensor[] {
  const { x, filter, scale, shift } = inputs;
  const dz = activationGradient(ops, inputs, attrs.activation) as Tensor;
  const dscaled = convFilterGradient(ops, { x, filter, dz }, attrs);
  const dfilter = scale ? tf.mul(dscaled, alongFilter(scale, attrs)) : dscaled;
  const dx = inputGradient(ops, { x, filter: scaledFilter(inputs, attrs), dz }, attrs);
  const gradients = [dx, dfilter];
  // How much each output channel's filter takes part in its own gradient.
  if (scale) {
    const sum = tf.sum(tf.mul(dscaled, filter), attrs.depthwise ? [0, 1] : [0, 1, 2]);
    gradients.push(reshaped(sum, scale.shape));
  }
  if (shift) gradients.push(ops.run("BiasAddGrad", [dz], { attributes: { data_format: "NHWC" } }));
  return gradients;
}

/** Gradient of x; a number that nobody reads where none is wanted. */
function inputGradient(
  ops: Ops,
  parts: { x: Tensor; filter: Tensor; dz: Tensor },
  attrs: ConvBlockAttrs,
): Tensor {
  return attrs.inputGradient ? convInputGradient(ops, parts, attrs) : tf.scalar(0);
}

function scaledFilter({ filter, scale }: ConvBlockInputs, attrs: ConvBlockAttrs): Tensor {
  return scale ? tf.mul(filter, alongFilter(scale, attrs)) : filter;
}

/** `scale`, one per output channel, so that it multiplies the filter [h, w, c, k] or [h, w, c, 1]. */
function alongFilter(scale: Tensor, { depthwise }: ConvBlockAttrs): Tensor {
  return depthwise ? tf.reshape(scale, [scale.size, 1]) : scale;
}
