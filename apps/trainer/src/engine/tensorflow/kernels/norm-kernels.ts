import type { KernelConfig, Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import {
  type ActivationAttrs,
  type BatchNormAttrs,
  KERNELS,
  type Named,
} from "../../ops/kernels.ts";
import { activated, activationGradient, type Ops, reshaped, tensorFlowKernel } from "./execute.ts";

/** Batch normalization in one pass forward and one backward; tfjs composes them of a dozen ops. */
export const normKernels: readonly KernelConfig[] = [
  tensorFlowKernel(
    KERNELS.batchNormTrain,
    (ops, inputs: Named<"x" | "gamma" | "beta">, attrs: BatchNormAttrs) =>
      normalizeBatch(ops, inputs, attrs),
  ),
  tensorFlowKernel(
    KERNELS.batchNormTrainGrad,
    (ops, inputs: Named<"x" | "y" | "dy" | "gamma" | "mean" | "variance">, attrs: BatchNormAttrs) =>
      normalizeBatchGradient(ops, inputs, attrs),
  ),
  tensorFlowKernel(
    KERNELS.scaleShift,
    (ops, inputs: Named<"x" | "scale" | "shift">, { activation }: ActivationAttrs) => [
      activated(ops, scaleAndShift(ops, inputs), activation),
    ],
  ),
  tensorFlowKernel(
    KERNELS.scaleShiftGrad,
    (ops, inputs: Named<"x" | "y" | "dy" | "scale">, { activation }: ActivationAttrs) => {
      const dz = activationGradient(ops, inputs, activation);
      return scaleAndShiftGradient(ops, { ...inputs, dz });
    },
  ),
];

/** TensorFlow's fused op refuses a smaller one on some devices; the variance makes up for it. */
const ANY_EPSILON = 1e-3;

/**
 * activation(norm(x)) with the statistics of the batch, in TensorFlow's one pass for the norm.
 *
 * @param x Shape [..., c].
 * @returns y in the shape of x, mean and biased variance [c].
 */
export function normalizeBatch(
  ops: Ops,
  { x, gamma, beta }: { x: Tensor; gamma: Tensor; beta: Tensor },
  { epsilon, activation }: BatchNormAttrs,
): [Tensor, Tensor, Tensor] {
  if (isOnGpu(ops)) {
    const [plain, ...statistics] = composedNorm({ x, gamma, beta }, epsilon);
    return [activated(ops, plain, activation), ...statistics];
  }
  const none = tf.zeros([0]);
  const [normalized, mean, , , variance] = ops.runAll(
    "FusedBatchNormV3",
    [spatial(x), gamma, beta, none, none],
    { ...options({ training: true, epsilon }), outputs: 6 },
  ) as [Tensor, Tensor, Tensor, Tensor, Tensor];
  const y = activated(ops, normalized, activation);
  return [reshaped(y, x.shape), mean, variance];
}

interface NormalizedBatch {
  readonly x: Tensor;
  readonly y: Tensor;
  readonly dy: Tensor;
  readonly gamma: Tensor;
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/** [dx, dgamma, dbeta] of {@link normalizeBatch}. */
export function normalizeBatchGradient(
  ops: Ops,
  batch: NormalizedBatch,
  { epsilon, activation }: BatchNormAttrs,
): [Tensor, Tensor, Tensor] {
  const { x, gamma, mean, variance } = batch;
  const dz = activationGradient(ops, batch, activation);
  if (isOnGpu(ops)) return composedNormGradient({ ...batch, dy: dz as Tensor }, epsilon);
  return normGradient(ops, { inputs: [dz, x, gamma, mean, variance], training: true, epsilon });
}

/** x * scale + shift, channel by channel. */
function scaleAndShift(
  ops: Ops,
  { x, scale, shift }: { x: Tensor; scale: Tensor; shift: Tensor },
): Tensor {
  const { mean, variance } = neutral(scale);
  const [y] = ops.runAll("FusedBatchNormV3", [spatial(x), scale, shift, mean, variance], {
    ...options({ training: false, epsilon: ANY_EPSILON }),
    outputs: 6,
  });
  return reshaped(y as Tensor, x.shape);
}

/** [dx, dscale, dshift] of {@link scaleAndShift}. */
function scaleAndShiftGradient(
  ops: Ops,
  { x, scale, dz }: { x: Tensor; scale: Tensor; dz: TensorInfo },
): [Tensor, Tensor, Tensor] {
  const { mean, variance } = neutral(scale);
  const inputs = [dz, x, scale, mean, variance] as const;
  return normGradient(ops, { inputs, training: false, epsilon: ANY_EPSILON });
}

interface NormGradient {
  /** dy, x, scale, mean, variance. */
  readonly inputs: readonly [TensorInfo, Tensor, Tensor, Tensor, Tensor];
  readonly training: boolean;
  readonly epsilon: number;
}

function normGradient(
  ops: Ops,
  { inputs, training, epsilon }: NormGradient,
): [Tensor, Tensor, Tensor] {
  const [dy, x, ...others] = inputs;
  const [dx, dscale, dshift] = ops.runAll(
    "FusedBatchNormGradV3",
    [spatial(dy), spatial(x), ...others, tf.zeros([0])],
    { ...options({ training, epsilon, average: false }), outputs: 5 },
  ) as [Tensor, Tensor, Tensor];
  return [reshaped(dx, x.shape), dscale, dshift];
}

/** @param average Whether the op takes a factor for moving averages: the gradient does not. */
function options({ training, epsilon, average = true }: Record<string, unknown>) {
  const attributes = {
    epsilon: epsilon as number,
    data_format: "NHWC",
    is_training: training as boolean,
    ...(average ? { exponential_avg_factor: 1 } : {}),
  };
  return { types: ["T", "U"], attributes };
}

/** The same numbers as [n, 1, 1, c] where there are not four axes: the op insists on them. */
function spatial(x: TensorInfo): Tensor {
  const tensor = x as Tensor;
  if (tensor.shape.length === 4) return tensor;
  return tf.reshape(tensor, [-1, 1, 1, tensor.shape.at(-1) as number]);
}

/** Statistics with which the op does nothing but scale and shift. */
function neutral(scale: Tensor): { mean: Tensor; variance: Tensor } {
  return { mean: tf.zeros(scale.shape), variance: tf.fill(scale.shape, 1 - ANY_EPSILON) };
}

function isOnGpu({ backend }: Ops): boolean {
  return backend.binding.isUsingGpuDevice();
}

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
