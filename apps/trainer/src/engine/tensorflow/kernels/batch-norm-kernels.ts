import type { Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { type ActivationAttrs, type BatchNormAttrs, KERNELS } from "../../ops/kernels.ts";
import { activated, activationGradient, type Ops, tensorFlowKernel } from "./execute.ts";

type Named<Names extends string> = Readonly<Record<Names, Tensor>>;

/** TensorFlow's fused op refuses a smaller one on some devices; the variance makes up for it. */
const ANY_EPSILON = 1e-3;

/** Batch normalization in one pass forward and one backward; tfjs composes them of a dozen ops. */
export const batchNormKernels: readonly tf.KernelConfig[] = [
  tensorFlowKernel(
    KERNELS.batchNormTrain,
    (ops, { x, gamma, beta }: Named<"x" | "gamma" | "beta">, attrs: BatchNormAttrs) => {
      const none = tf.zeros([0]);
      const [normalized, mean, , , saved] = ops.runAll(
        "FusedBatchNormV3",
        [spatial(x), gamma, beta, none, none],
        { ...options({ training: true, epsilon: attrs.epsilon, average: 1 }), outputs: 6 },
      ) as [Tensor, Tensor, Tensor, Tensor, Tensor];
      const y = activated(ops, normalized, attrs.activation);
      const variance = isOnGpu(ops) ? varianceOf(saved, attrs.epsilon) : saved;
      return [tf.reshape(y, x.shape), mean, variance];
    },
  ),
  tensorFlowKernel(
    KERNELS.batchNormTrainGrad,
    (
      ops,
      inputs: Named<"x" | "y" | "dy" | "gamma" | "mean" | "variance">,
      { epsilon, activation }: BatchNormAttrs,
    ) => {
      const { x, gamma, mean, variance } = inputs;
      const spread = isOnGpu(ops) ? tf.rsqrt(tf.add(variance, epsilon)) : variance;
      const gradients = normGradient(ops, {
        inputs: [activationGradient(ops, inputs, activation), x, gamma, mean, spread],
        training: true,
        epsilon,
      });
      return withShape(gradients, x.shape);
    },
  ),
  tensorFlowKernel(
    KERNELS.scaleShift,
    (ops, { x, scale, shift }: Named<"x" | "scale" | "shift">, { activation }: ActivationAttrs) => {
      const { mean, variance } = neutral(scale);
      const [y] = ops.runAll("FusedBatchNormV3", [spatial(x), scale, shift, mean, variance], {
        ...options({ training: false, epsilon: ANY_EPSILON, average: 1 }),
        outputs: 6,
      });
      return [tf.reshape(activated(ops, y as Tensor, activation), x.shape)];
    },
  ),
  tensorFlowKernel(
    KERNELS.scaleShiftGrad,
    (ops, inputs: Named<"x" | "y" | "dy" | "scale">, { activation }: ActivationAttrs) => {
      const { x, scale } = inputs;
      const { mean, variance } = neutral(scale);
      const dz = activationGradient(ops, inputs, activation);
      const gradients = normGradient(ops, {
        inputs: [dz, x, scale, mean, variance],
        training: false,
        epsilon: ANY_EPSILON,
      });
      return withShape(gradients, x.shape);
    },
  ),
];

interface NormGradient {
  /** dy, x, scale, mean and, on a GPU in training, the inverse deviation, else the variance. */
  readonly inputs: readonly [TensorInfo, Tensor, Tensor, Tensor, Tensor];
  readonly training: boolean;
  readonly epsilon: number;
}

/** [dx, dscale, dshift]; dx has four axes. */
function normGradient(ops: Ops, { inputs, training, epsilon }: NormGradient): Tensor[] {
  const [dy, x, ...others] = inputs;
  return ops
    .runAll("FusedBatchNormGradV3", [spatial(dy), spatial(x), ...others, tf.zeros([0])], {
      ...options({ training, epsilon }),
      outputs: 5,
    })
    .slice(0, 3);
}

function options({
  training,
  epsilon,
  average,
}: {
  training: boolean;
  epsilon: number;
  average?: number;
}) {
  const attributes = { epsilon, data_format: "NHWC", is_training: training };
  return {
    types: ["T", "U"],
    attributes:
      average === undefined ? attributes : { ...attributes, exponential_avg_factor: average },
  };
}

/** The same numbers as [n, 1, 1, c] where there are not four axes: the op insists on them. */
function spatial(x: TensorInfo): Tensor {
  const tensor = x as Tensor;
  if (tensor.shape.length === 4) return tensor;
  const channels = tensor.shape.at(-1) as number;
  return tf.reshape(tensor, [-1, 1, 1, channels]);
}

function withShape([dx, ...others]: Tensor[], shape: number[]): Tensor[] {
  return [tf.reshape(dx as Tensor, shape), ...others];
}

/** Statistics with which the op does nothing but scale and shift. */
function neutral(scale: Tensor): { mean: Tensor; variance: Tensor } {
  return {
    mean: tf.zeros(scale.shape),
    variance: tf.fill(scale.shape, 1 - ANY_EPSILON),
  };
}

/** cuDNN keeps the inverse of the deviation where the processor's op keeps the variance. */
function varianceOf(inverseDeviation: Tensor, epsilon: number): Tensor {
  return tf.sub(tf.reciprocal(tf.square(inverseDeviation)), epsilon);
}

function isOnGpu({ backend }: Ops): boolean {
  return backend.binding.isUsingGpuDevice();
}
