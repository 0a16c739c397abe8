import type { Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { ConvAttrs } from "../../ops/kernels.ts";
import type { Attributes, Ops } from "./execute.ts";

interface Parts {
  readonly x: TensorInfo;
  readonly filter: TensorInfo;
}

interface GradientParts extends Parts {
  /** Gradient of the convolution's result. */
  readonly dz: TensorInfo;
}

export function convolve(ops: Ops, { x, filter }: Parts, attrs: ConvAttrs): Tensor {
  return ops.run(opName(attrs), [x, filter], { attributes: convShape({ x, filter }, attrs) });
}

// For a 1 x 1 convolution the two gradients are products of matrices, and TensorFlow's MatMul would be a
// tenth faster. But with a transposed matrix its inner loop does not survive a signal, such as those of a
// profiler: the heap is corrupted. The convolutions' own ops are not affected.

/** Gradient of the filter, in its shape. */
export function convFilterGradient(
  ops: Ops,
  { x, filter, dz }: GradientParts,
  attrs: ConvAttrs,
): Tensor {
  const attributes = convShape({ x, filter }, attrs);
  return ops.run(`${opName(attrs)}BackpropFilter`, [x, shapeOf(filter), dz], { attributes });
}

/** Gradient of the input, in its shape. */
export function convInputGradient(
  ops: Ops,
  { x, filter, dz }: GradientParts,
  attrs: ConvAttrs,
): Tensor {
  const attributes = convShape({ x, filter }, attrs);
  return ops.run(`${opName(attrs)}BackpropInput`, [shapeOf(x), filter, dz], { attributes });
}

/** Attributes of TensorFlow's convolutions and their gradients. */
export function convShape(parts: Parts, { strides, pad, dilations }: ConvAttrs): Attributes {
  const padding = typeof pad === "string" || !padsLikeSame(parts, { strides, pad }) ? pad : "same";
  return {
    strides: { int: [1, ...strides, 1] },
    data_format: "NHWC",
    dilations: { int: [1, ...dilations, 1] },
    ...(typeof padding === "string"
      ? { padding: padding.toUpperCase() }
      : { padding: "EXPLICIT", explicit_paddings: { int: padding.flat() } }),
  };
}

/** Whether padding given in numbers is what "same" would do; TensorFlow has faster ways for that. */
function padsLikeSame(
  { x, filter }: Parts,
  { strides, pad }: { strides: readonly number[]; pad: readonly (readonly number[])[] },
): boolean {
  return [0, 1].every((axis) => {
    const [size, kernel, stride] = [x.shape[axis + 1], filter.shape[axis], strides[axis]] as Three;
    const total = Math.max((Math.ceil(size / stride) - 1) * stride + kernel - size, 0);
    const [before, after] = pad[axis + 1] as [number, number];
    return before === Math.floor(total / 2) && after === total - before;
  });
}

type Three = [number, number, number];

function opName({ depthwise }: ConvAttrs): string {
  return depthwise ? "DepthwiseConv2dNative" : "Conv2D";
}

function shapeOf({ shape }: TensorInfo): Tensor {
  return tf.tensor1d(shape, "int32");
}
