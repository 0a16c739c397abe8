import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";

/**
 * gamma * (x - mean) / sqrt(variance + epsilon) + beta with the statistics of the batch, of plain ops.
 *
 * For GPUs: there the fused op hands its gradient a reserve that only the two of them know, and that the
 * kernels of `ops/kernels.ts` have no place for. A GPU has the bandwidth for a few passes more.
 *
 * @param x Shape [..., c].
 * @returns y in the shape of x, mean and biased variance [c].
 */
export function composedNorm(
  { x, gamma, beta }: { x: Tensor; gamma: Tensor; beta: Tensor },
  epsilon: number,
): [Tensor, Tensor, Tensor] {
  const { mean, variance } = tf.moments(x, allButLast(x));
  const scale = tf.mul(gamma, tf.rsqrt(tf.add(variance, epsilon)));
  return [tf.add(tf.mul(tf.sub(x, mean), scale), beta), mean, variance];
}

/** [dx, dgamma, dbeta] of {@link composedNorm}. */
export function composedNormGradient(
  batch: { x: Tensor; dy: Tensor; gamma: Tensor; mean: Tensor; variance: Tensor },
  epsilon: number,
): [Tensor, Tensor, Tensor] {
  const { x, dy, gamma, mean, variance } = batch;
  const axes = allButLast(x);
  const count = x.size / gamma.size;
  const inverse = tf.rsqrt(tf.add(variance, epsilon));
  const standard = tf.mul(tf.sub(x, mean), inverse);
  const dgamma = tf.sum(tf.mul(dy, standard), axes);
  const dbeta = tf.sum(dy, axes);
  const common = tf.div(tf.add(dbeta, tf.mul(standard, dgamma)), count);
  return [tf.mul(tf.sub(dy, common), tf.mul(gamma, inverse)), dgamma, dbeta];
}

function allButLast(x: Tensor): number[] {
  return x.shape.slice(0, -1).map((_, axis) => axis);
}
