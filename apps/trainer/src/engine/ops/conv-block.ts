import * as tf from "@tensorflow/tfjs-core";
import { activate } from "./activation.ts";
import { scaleShift } from "./batch-norm-frozen.ts";
import { batchNormTrain, type Normalized } from "./batch-norm-train.ts";
import {
  type ConvAttrs,
  type ConvBlockAttrs,
  type ConvNormBlockAttrs,
  hasKernel,
  KERNELS,
  runKernel,
} from "./kernels.ts";

export interface ConvBlockParameters {
  /** [h, w, c, k], or [h, w, c, 1] for a depthwise convolution. */
  readonly filter: tf.Tensor4D;
  /** Factor per output channel. */
  readonly scale?: tf.Tensor1D | undefined;
  /** Summand per output channel. */
  readonly shift?: tf.Tensor1D | undefined;
}

/**
 * activation(convolution(x, filter) * scale + shift): a layer with its bias, or with a normalization of
 * fixed statistics. Its gradient keeps the output only, not what lies between.
 *
 * @param x Shape [n, h, w, c].
 */
export function convBlock(
  x: tf.Tensor4D,
  parameters: ConvBlockParameters,
  attrs: ConvBlockAttrs,
): tf.Tensor4D {
  const { filter, scale, shift } = parameters;
  if (!hasKernel(KERNELS.convBlock)) return composedBlock(x, parameters, attrs);
  const names = ["x", "filter", ...(scale ? ["scale"] : []), ...(shift ? ["shift"] : [])];
  const named = (values: tf.Tensor[]) =>
    Object.fromEntries(names.map((name, at) => [name, values[at] as tf.Tensor]));
  const compute = tf.customGrad((...given) => {
    const save = given.at(-1) as tf.GradSaveFunc;
    const inputs = given.slice(0, -1) as tf.Tensor[];
    const value = runKernel(KERNELS.convBlock, named(inputs), attrs)[0] as tf.Tensor;
    save([...inputs, value]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const y = saved.at(-1) as tf.Tensor;
      return runKernel(KERNELS.convBlockGrad, { ...named(saved), y, dy }, attrs);
    };
    return { value, gradFunc };
  });
  const optional = [scale, shift].filter((tensor) => tensor !== undefined);
  return compute(x, filter, ...optional) as tf.Tensor4D;
}

export interface ConvNormParameters {
  readonly filter: tf.Tensor4D;
  readonly gamma: tf.Tensor1D;
  readonly beta: tf.Tensor1D;
}

/**
 * A convolution, batch normalization with the statistics of its output, and an activation.
 *
 * @returns `mean` and `variance` belong to the caller, even in a tidy.
 */
export function convNormBlock(
  x: tf.Tensor4D,
  { filter, gamma, beta }: ConvNormParameters,
  attrs: ConvNormBlockAttrs,
): Normalized<tf.Tensor4D> {
  if (!hasKernel(KERNELS.convNormBlock)) {
    const { y, mean, variance } = batchNormTrain(
      convolve(x, filter, attrs),
      { gamma, beta },
      attrs,
    );
    return { y, mean: tf.keep(mean), variance: tf.keep(variance) };
  }
  let statistics: tf.Tensor1D[] = [];
  const compute = tf.customGrad((...given) => {
    const save = given.at(-1) as tf.GradSaveFunc;
    const [x, filter, gamma, beta] = given.slice(0, -1) as Four;
    const inputs = { x, filter, gamma, beta };
    const [value, mean, variance, convolved] = runKernel(
      KERNELS.convNormBlock,
      inputs,
      attrs,
    ) as Four;
    statistics = [tf.keep(mean), tf.keep(variance)] as tf.Tensor1D[];
    save([x, filter, gamma, beta, value, mean, variance, convolved]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [x, filter, gamma, beta] = saved as Four;
      const [y, mean, variance, convolved] = saved.slice(4) as Four;
      const inputs = { x, filter, gamma, beta, mean, variance, convolved, y, dy };
      return runKernel(KERNELS.convNormBlockGrad, inputs, attrs);
    };
    return { value, gradFunc };
  });
  const y = compute(x, filter, gamma, beta) as tf.Tensor4D;
  const [mean, variance] = statistics as [tf.Tensor1D, tf.Tensor1D];
  return { y, mean, variance };
}

type Four = [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];

function composedBlock(
  x: tf.Tensor4D,
  { filter, scale, shift }: ConvBlockParameters,
  attrs: ConvBlockAttrs,
): tf.Tensor4D {
  const convolved = convolve(x, filter, attrs);
  if (scale && shift) return scaleShift(convolved, { scale, shift }, attrs);
  const scaled = scale ? tf.mul<tf.Tensor4D>(convolved, scale) : convolved;
  return activate(shift ? tf.add<tf.Tensor4D>(scaled, shift) : scaled, attrs.activation);
}

function convolve(x: tf.Tensor4D, filter: tf.Tensor4D, attrs: ConvAttrs): tf.Tensor4D {
  const { strides, pad, dilations } = attrs;
  const apply = attrs.depthwise ? tf.depthwiseConv2d : tf.conv2d;
  return apply(x, filter, strides, pad, "NHWC", dilations);
}
