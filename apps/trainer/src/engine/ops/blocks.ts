import * as tf from "@tensorflow/tfjs-core";
import {
  type Activation,
  type ActivationAttrs,
  type BatchNormAttrs,
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

export interface BatchNormStatistics {
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
  readonly gamma: tf.Tensor1D;
  readonly beta: tf.Tensor1D;
}

/**
 * Batch normalization with given statistics: a scale and a shift per channel. Gradients reach `x`,
 * `gamma` and `beta`.
 */
export function batchNormFrozen<T extends tf.Tensor>(
  x: T,
  statistics: BatchNormStatistics,
  { epsilon, activation }: BatchNormAttrs,
): T {
  const { scale, shift } = foldStatistics(statistics, epsilon);
  return scaleShift(x, { scale, shift }, { activation });
}

/** Scale and shift that amount to batch normalization with these statistics, each [c]. */
function foldStatistics(
  { mean, variance, gamma, beta }: BatchNormStatistics,
  epsilon: number,
): { scale: tf.Tensor1D; shift: tf.Tensor1D } {
  const scale = tf.mul(gamma, tf.rsqrt(tf.add(variance, epsilon))) as tf.Tensor1D;
  return { scale, shift: tf.sub(beta, tf.mul(mean, scale)) };
}

/** activation(x * scale + shift), channel by channel. */
export function scaleShift<T extends tf.Tensor>(
  x: T,
  { scale, shift }: { scale: tf.Tensor1D; shift: tf.Tensor1D },
  attrs: ActivationAttrs,
): T {
  if (!hasKernel(KERNELS.scaleShift)) {
    return activate(tf.add(tf.mul(x, scale), shift), attrs.activation) as T;
  }
  return runKernel(KERNELS.scaleShift, { x, scale, shift }, attrs)[0] as T;
}

/** Gradient of the fused kernel, on whichever backend has one. */
export const scaleShiftGradient: tf.GradConfig = {
  kernelName: KERNELS.scaleShift,
  inputsToSave: ["x", "scale"],
  outputsToSave: [true],
  gradFunc: (dy, saved, attrs) => {
    const [x, scale, y] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
    const [dx, dscale, dshift] = runKernel(
      KERNELS.scaleShiftGrad,
      { x, y, dy: dy as tf.Tensor, scale },
      attrs,
    ) as [tf.Tensor, tf.Tensor, tf.Tensor];
    return { x: () => dx, scale: () => dscale, shift: () => dshift };
  },
};

export interface Normalized<T extends tf.Tensor> {
  /** Shape of the input. */
  readonly y: T;
  /** Of this batch, shape [c]; no gradient flows through them. */
  readonly mean: tf.Tensor1D;
  /** Divided by n, not by n - 1. */
  readonly variance: tf.Tensor1D;
}

/**
 * Batch normalization with the statistics of this batch, over all axes but the last, and an activation
 * on top: activation(gamma * (x - mean) / sqrt(variance + epsilon) + beta).
 *
 * @see Ioffe & Szegedy 2015, arXiv:1502.03167.
 */
export function batchNormTrain<T extends tf.Tensor>(
  x: T,
  { gamma, beta }: { gamma: tf.Tensor1D; beta: tf.Tensor1D },
  attrs: BatchNormAttrs,
): Normalized<T> {
  const [y, mean, variance] = hasKernel(KERNELS.batchNormTrain)
    ? runKernel(KERNELS.batchNormTrain, { x, gamma, beta }, attrs)
    : composed(x, { gamma, beta }, attrs);
  return { y: y as T, mean: mean as tf.Tensor1D, variance: variance as tf.Tensor1D };
}

function composed(
  x: tf.Tensor,
  { gamma, beta }: { gamma: tf.Tensor1D; beta: tf.Tensor1D },
  { epsilon, activation }: BatchNormAttrs,
): tf.Tensor[] {
  return tf.tidy(() => {
    const axes = x.shape.slice(0, -1).map((_, axis) => axis);
    const mean = tf.mean(x, axes);
    const centred = tf.sub(x, mean);
    const variance = tf.mean(tf.square(centred), axes);
    const scale = tf.mul(gamma, tf.rsqrt(tf.add(variance, epsilon)));
    return [activate(tf.add(tf.mul(centred, scale), beta), activation), mean, variance];
  });
}

/** Gradient of the fused kernel, on whichever backend has one. */
export const batchNormTrainGradient: tf.GradConfig = {
  kernelName: KERNELS.batchNormTrain,
  inputsToSave: ["x", "gamma", "beta"],
  outputsToSave: [true, true, true],
  gradFunc: (dy, saved, attrs) => {
    const [x, gamma, beta, y, mean, variance] = saved as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    const [dx, dgamma, dbeta] = runKernel(
      KERNELS.batchNormTrainGrad,
      { x, y, dy: (Array.isArray(dy) ? dy[0] : dy) as tf.Tensor, gamma, beta, mean, variance },
      attrs,
    ) as [tf.Tensor, tf.Tensor, tf.Tensor];
    return { x: () => dx, gamma: () => dgamma, beta: () => dbeta };
  },
};

/** Rectifier with a gradient that needs the output alone, in one pass. Shape and rank are kept. */
export function activate<T extends tf.Tensor>(x: T, activation: Activation): T {
  if (activation === "linear") return x;
  const apply = tf.customGrad((input, save) => {
    const value = plainActivation(input as tf.Tensor, activation);
    (save as tf.GradSaveFunc)([value]);
    const gradFunc = (dy: tf.Tensor, [y]: tf.Tensor[]) =>
      activationGradient(y as tf.Tensor, dy, activation);
    return { value, gradFunc };
  });
  return apply(x) as T;
}

/** The activation with tfjs's own gradient. */
function plainActivation<T extends tf.Tensor>(x: T, activation: Activation): T {
  if (activation === "relu") return tf.relu(x);
  return activation === "relu6" ? tf.relu6(x) : x;
}

/** `dy` where the activation passed its input on, else 0; `y` is its output. */
function activationGradient(y: tf.Tensor, dy: tf.Tensor, activation: Activation): tf.Tensor {
  if (activation === "linear") return dy;
  if (hasKernel(KERNELS.activationGrad)) {
    return runKernel(KERNELS.activationGrad, { y, dy }, { activation })[0] as tf.Tensor;
  }
  return tf.tidy(() => {
    const above = tf.greater(y, 0);
    const passed = activation === "relu6" ? tf.logicalAnd(above, tf.less(y, 6)) : above;
    return tf.mul(dy, tf.cast(passed, "float32"));
  });
}
