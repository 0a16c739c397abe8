import type { KernelConfig, Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { type ConvBlockAttrs, KERNELS } from "../../ops/kernels.ts";
import { convFilterGradient, convInputGradient, convShape } from "./conv-gradients.ts";
import {
  type Attributes,
  activated,
  activationGradient,
  type Ops,
  tensorFlowKernel,
} from "./execute.ts";

interface BlockInputs {
  readonly x: Tensor;
  readonly filter: Tensor;
  readonly scale?: Tensor;
  readonly shift?: Tensor;
}

/** Convolution, scale, shift and rectifier as one: the scale goes into the filter, the shift is a bias. */
export const convBlockKernels: readonly KernelConfig[] = [
  tensorFlowKernel(KERNELS.convBlock, (ops, inputs: BlockInputs, attrs: ConvBlockAttrs) => {
    const { x, filter, scale, shift } = inputs;
    const scaled = scale ? tf.mul(filter, alongFilter(scale, filter, attrs)) : filter;
    const { activation } = attrs;
    if (shift && isExact(attrs) && hasFusedOps(ops)) {
      return [fusedConv(ops, { x, filter: scaled, shift }, attrs)];
    }
    const z = convolve(ops, { x, filter: scaled }, attrs);
    return [activated(ops, shift ? addBias(ops, z, shift) : z, activation)];
  }),
  tensorFlowKernel(KERNELS.convBlockGrad, blockGradient),
];

function blockGradient(
  ops: Ops,
  inputs: BlockInputs & { readonly y: Tensor; readonly dy: Tensor },
  attrs: ConvBlockAttrs,
): Tensor[] {
  const { x, filter, scale, shift } = inputs;
  const dz = activationGradient(ops, inputs, attrs.activation);
  const factor = scale && alongFilter(scale, filter, attrs);
  const ofScaled = convFilterGradient(ops, { x, filter, dz }, attrs);
  const scaled = () => (factor ? tf.mul(filter, factor) : filter);
  return [
    attrs.inputGradient ? convInputGradient(ops, { x, filter: scaled(), dz }, attrs) : tf.scalar(0),
    factor ? tf.mul(ofScaled, factor) : ofScaled,
    ...(scale ? [sumPerChannel(tf.mul(ofScaled, filter), scale, attrs)] : []),
    ...(shift ? [ops.run("BiasAddGrad", [dz], { attributes: CHANNELS_LAST })] : []),
  ];
}

/** Gradient of the scale: how much each output channel's filter takes part in its own gradient. */
function sumPerChannel(product: Tensor, scale: Tensor, { depthwise }: ConvBlockAttrs): Tensor {
  return tf.reshape(tf.sum(product, depthwise ? [0, 1] : [0, 1, 2]), scale.shape);
}

const CHANNELS_LAST = { data_format: "NHWC" };

/** `scale`, one per output channel, in the shape in which it multiplies the filter. */
function alongFilter(scale: Tensor, filter: Tensor, { depthwise }: ConvBlockAttrs): Tensor {
  const [, , c, d] = filter.shape as [number, number, number, number];
  return tf.reshape(scale, depthwise ? [1, 1, c, d] : [1, 1, 1, d]);
}

function convolve(ops: Ops, { x, filter }: { x: Tensor; filter: Tensor }, attrs: ConvBlockAttrs) {
  const name = attrs.depthwise ? "DepthwiseConv2dNative" : "Conv2D";
  return ops.run(name, [x, filter], { attributes: convShape(attrs) });
}

function addBias(ops: Ops, z: TensorInfo, shift: TensorInfo): Tensor {
  return ops.run("BiasAdd", [z, shift], { attributes: CHANNELS_LAST });
}

/** Ops of TensorFlow that run a convolution, its bias and a rectifier as one pass over memory. */
const FUSED = {
  conv: "_MklNativeFusedConv2D",
  depthwise: "_MklNativeFusedDepthwiseConv2dNative",
} as const;
/** TensorFlow's graph optimiser writes this where it puts those ops in; they cannot be called without. */
const LABEL = { _kernel: "MklNameChangeOp" };
const RECTIFIERS = { linear: [], relu: ["Relu"], relu6: ["Relu6"] } as const;

/** The fused ops are used for what was tried: no dilation, no padding given in numbers. */
function isExact({ pad, dilations }: ConvBlockAttrs): boolean {
  return typeof pad === "string" && dilations.every((rate) => rate === 1);
}

function fusedConv(
  ops: Ops,
  { x, filter, shift }: { x: Tensor; filter: Tensor; shift: Tensor },
  attrs: ConvBlockAttrs,
): Tensor {
  const common: Attributes = {
    ...LABEL,
    ...convShape(attrs),
    num_args: { int: 1 },
    fused_ops: ["BiasAdd", ...RECTIFIERS[attrs.activation]],
    epsilon: 0,
  };
  const inputs = [x, filter, shift];
  if (attrs.depthwise) return ops.run(FUSED.depthwise, inputs, { attributes: common });
  const attributes = { ...common, num_host_args: { int: 0 }, TArgs: { floats: 1 } };
  return ops.run(FUSED.conv, inputs, { attributes });
}

let fusedOps: boolean | null = null;

/**
 * The fused ops are TensorFlow's inner ones, for Intel and AMD processors with oneDNN on. They are tried
 * once on a few numbers; where they fail or differ, the plain ops are used, with a pass for each.
 */
function hasFusedOps(ops: Ops): boolean {
  fusedOps ??= tf.tidy(() => [false, true].every((depthwise) => agrees(ops, depthwise)));
  return fusedOps;
}

function agrees(ops: Ops, depthwise: boolean): boolean {
  if (ops.backend.binding.isUsingGpuDevice()) return false;
  const x = ramp([1, 6, 6, 8]);
  const filter = ramp(depthwise ? [3, 3, 8, 1] : [3, 3, 8, 8]);
  const shift = ramp([8]);
  const common = { strides: [2, 2], dilations: [1, 1], pad: "same", inputGradient: false } as const;
  const attrs = { ...common, depthwise, activation: "relu6" } as unknown as ConvBlockAttrs;
  try {
    const plain = ops.run("Relu6", [addBias(ops, convolve(ops, { x, filter }, attrs), shift)]);
    const difference = tf.sub(fusedConv(ops, { x, filter, shift }, attrs), plain);
    return (tf.max(tf.abs(difference)).dataSync()[0] as number) < 1e-4;
  } catch {
    return false;
  }
}

function ramp(shape: number[]): Tensor {
  const size = shape.reduce((product, side) => product * side, 1);
  return tf.reshape(tf.linspace(-3, 5, size), shape);
}
