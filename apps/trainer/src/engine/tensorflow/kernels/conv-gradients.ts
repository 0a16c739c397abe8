import type { Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { ConvAttrs } from "../../ops/kernels.ts";
import type { Attributes, Ops } from "./execute.ts";

interface Parts {
  readonly x: TensorInfo;
  readonly filter: TensorInfo;
  /** Gradient of the convolution's result. */
  readonly dz: TensorInfo;
}

/** Gradient of the filter, in its shape. */
export function convFilterGradient(ops: Ops, { x, filter, dz }: Parts, attrs: ConvAttrs): Tensor {
  if (isPointwise(filter, attrs)) {
    const product = multiply(ops, [rows(x), rows(dz)], { transposeA: true });
    return tf.reshape(product, filter.shape);
  }
  const name = `${opName(attrs)}BackpropFilter`;
  return ops.run(name, [x, shapeOf(filter), dz], { attributes: convShape(attrs) });
}

/** Gradient of the input, in its shape. */
export function convInputGradient(ops: Ops, { x, filter, dz }: Parts, attrs: ConvAttrs): Tensor {
  if (isPointwise(filter, attrs)) {
    const [, , c, d] = filter.shape as [number, number, number, number];
    const matrix = tf.reshape(filter as Tensor, [c, d]);
    return tf.reshape(multiply(ops, [rows(dz), matrix], { transposeB: true }), x.shape);
  }
  const name = `${opName(attrs)}BackpropInput`;
  return ops.run(name, [shapeOf(x), filter, dz], { attributes: convShape(attrs) });
}

/** Attributes of TensorFlow's convolutions and their gradients. */
export function convShape({ strides, pad, dilations }: ConvAttrs): Attributes {
  const explicit = typeof pad === "string" ? null : pad.flat();
  return {
    strides: { int: [1, ...strides, 1] },
    padding: explicit ? "EXPLICIT" : (pad as string).toUpperCase(),
    data_format: "NHWC",
    dilations: { int: [1, ...dilations, 1] },
    ...(explicit ? { explicit_paddings: { int: explicit } } : {}),
  };
}

/** A 1 x 1 convolution is a product of matrices, and its gradients are a tenth faster as such. */
function isPointwise({ shape }: TensorInfo, { depthwise, strides, pad }: ConvAttrs): boolean {
  const single = shape[0] === 1 && shape[1] === 1 && strides.every((stride) => stride === 1);
  return !depthwise && single && typeof pad === "string";
}

function opName({ depthwise }: ConvAttrs): string {
  return depthwise ? "DepthwiseConv2dNative" : "Conv2D";
}

/** All pictures' pixels one below the other, shape [pixels, channels]. */
function rows(x: TensorInfo): Tensor {
  return tf.reshape(x as Tensor, [-1, x.shape.at(-1) as number]);
}

function multiply(
  ops: Ops,
  matrices: [Tensor, Tensor],
  { transposeA = false, transposeB = false },
): Tensor {
  const attributes = { transpose_a: transposeA, transpose_b: transposeB };
  return ops.run("MatMul", matrices, { attributes });
}

function shapeOf({ shape }: TensorInfo): Tensor {
  return tf.tensor1d(shape, "int32");
}
