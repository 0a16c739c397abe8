import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { ConvBlockAttrs } from "../../ops/kernels.ts";
import { convolve, convShape } from "./convolution.ts";
import { type Attributes, activated, type Ops } from "./execute.ts";

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
export function biasedConvolution(ops: Ops, parts: Parts, attrs: ConvBlockAttrs): Tensor {
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
