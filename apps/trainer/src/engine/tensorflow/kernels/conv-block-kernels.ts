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
import { convFilterGradient, convInputGradient, convolve, convShape } from "./convolution.ts";
import {
  type Attributes,
  activated,
  activationGradient,
  type Ops,
  reshaped,
  tensorFlowKernel,
} from "./execute.ts";
import { normalizeBatch, normalizeBatchGradient } from "./norm-kernels.ts";

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

interface Parts {
  readonly x: Tensor;
  readonly filter: Tensor;
  /** Added per channel. */
  readonly shift: Tensor;
}

/**
 * activation(conv(x, filter) + shift), in one pass over memory where TensorFlow has an op for that.
 *
 * Those ops are inner ones, for Intel and AMD processors with oneDNN on. They are tried once on a few
 * numbers; where they fail or differ, and for what was not tried, there is a pass for each part.
 */
function biasedConvolution(ops: Ops, parts: Parts, attrs: ConvBlockAttrs): Tensor {
  const shape = convShape(parts, attrs);
  const usual = shape["padding"] !== "EXPLICIT" && attrs.dilations.every((rate) => rate === 1);
  return usual && hasFusedOps(ops) ? fused(ops, parts, attrs) : inParts(ops, parts, attrs);
}

const FUSED = {
  conv: "_MklNativeFusedConv2D",
  depthwise: "_MklNativeFusedDepthwiseConv2dNative",
} as const;
/** TensorFlow's graph optimiser writes this where it puts those ops in; they cannot be called without. */
const LABEL = { _kernel: "MklNameChangeOp" };
const RECTIFIERS = { linear: [], relu: ["Relu"], relu6: ["Relu6"] } as const;

function fused(ops: Ops, { x, filter, shift }: Parts, attrs: ConvBlockAttrs): Tensor {
  const common: Attributes = {
    ...LABEL,
    ...convShape({ x, filter }, attrs),
    num_args: { int: 1 },
    fused_ops: ["BiasAdd", ...RECTIFIERS[attrs.activation]],
    epsilon: 0,
  };
  const inputs = [x, filter, shift];
  if (attrs.depthwise) return ops.run(FUSED.depthwise, inputs, { attributes: common });
  const attributes = { ...common, num_host_args: { int: 0 }, TArgs: { floats: 1 } };
  return ops.run(FUSED.conv, inputs, { attributes });
}

function inParts(ops: Ops, { x, filter, shift }: Parts, attrs: ConvBlockAttrs): Tensor {
  const z = convolve(ops, { x, filter }, attrs);
  const biased = ops.run("BiasAdd", [z, shift], { attributes: { data_format: "NHWC" } });
  return activated(ops, biased, attrs.activation);
}

let known: boolean | null = null;

function hasFusedOps(ops: Ops): boolean {
  known ??= tf.tidy(() => [false, true].every((depthwise) => agree(ops, depthwise)));
  return known;
}

function agree(ops: Ops, depthwise: boolean): boolean {
  if (ops.backend.binding.isUsingGpuDevice()) return false;
  const filter = ramp(depthwise ? [3, 3, 8, 1] : [3, 3, 8, 8]);
  const parts = { x: ramp([1, 6, 6, 8]), filter, shift: ramp([8]) };
  const attrs: ConvBlockAttrs = {
    depthwise,
    strides: [2, 2],
    dilations: [1, 1],
    pad: "same",
    inputGradient: false,
    activation: "relu6",
  };
  try {
    const difference = tf.sub(fused(ops, parts, attrs), inParts(ops, parts, attrs));
    return (tf.max(tf.abs(difference)).dataSync()[0] as number) < 1e-4;
  } catch {
    return false;
  }
}

function ramp(shape: number[]): Tensor {
  const size = shape.reduce((product, side) => product * side, 1);
  return tf.reshape(tf.linspace(-3, 5, size), shape);
}
