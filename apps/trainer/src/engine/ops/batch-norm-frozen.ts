import * as tf from "@tensorflow/tfjs-core";
import { activate } from "./activation.ts";
import {
  type ActivationAttrs,
  type BatchNormAttrs,
  hasKernel,
  KERNELS,
  runKernel,
} from "./kernels.ts";

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
