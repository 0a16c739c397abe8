import * as tf from "@tensorflow/tfjs-core";
import { activate } from "./activation.ts";
import { type BatchNormAttrs, hasKernel, KERNELS, runKernel } from "./kernels.ts";

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
