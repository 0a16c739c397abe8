import { hasFrozenStatistics } from "@graft/core/tensor";
import * as tf from "@tensorflow/tfjs-core";
import type { LayerVariable, layers } from "@tensorflow/tfjs-layers";
import { type BatchNormStatistics, batchNormFrozen } from "./batch-norm-frozen.ts";
import { batchNormTrain } from "./batch-norm-train.ts";
import type { Activation } from "./kernels.ts";

/** tfjs's BatchNormalization over the last axis; the fields are private in its types. */
export interface BatchNormLayer extends layers.Layer {
  readonly epsilon: number;
  readonly momentum: number;
  readonly gamma?: LayerVariable | null;
  readonly beta?: LayerVariable | null;
  readonly movingMean: LayerVariable;
  readonly movingVariance: LayerVariable;
}

/** Whether the layer normalizes with its moving statistics and leaves them alone, as in inference. */
export function usesFixedStatistics(
  layer: BatchNormLayer,
  kwargs: Readonly<Record<string, unknown>> | undefined,
): boolean {
  return kwargs?.["training"] !== true || !layer.trainable || hasFrozenStatistics(layer);
}

/** activation(norm(x)), with the batch's statistics, which move the layer's, or with the layer's own. */
export function normalizeLayer<T extends tf.Tensor>(
  layer: BatchNormLayer,
  x: T,
  { fixed, activation }: { fixed: boolean; activation: Activation },
): T {
  return tf.tidy(() => {
    const attrs = { epsilon: layer.epsilon, activation };
    if (fixed) return batchNormFrozen(x, statisticsOf(layer), attrs);
    const normalized = batchNormTrain(x, parametersOf(layer), attrs);
    moveStatistics(layer, normalized);
    return normalized.y;
  });
}

/** gamma and beta; a layer without scale or centre behaves like one whose gamma is 1, or beta 0. */
export function parametersOf({ gamma, beta, movingMean }: BatchNormLayer): {
  gamma: tf.Tensor1D;
  beta: tf.Tensor1D;
} {
  const like = read(movingMean);
  return {
    gamma: gamma ? read(gamma) : tf.onesLike(like),
    beta: beta ? read(beta) : tf.zerosLike(like),
  };
}

/** All that the layer normalizes with in inference. */
export function statisticsOf(layer: BatchNormLayer): BatchNormStatistics {
  const [mean, variance] = [read(layer.movingMean), read(layer.movingVariance)];
  return { mean, variance, ...parametersOf(layer) };
}

/** Keras: moving = moving * momentum + batch * (1 - momentum). */
export function moveStatistics(
  layer: BatchNormLayer,
  { mean, variance }: { mean: tf.Tensor1D; variance: tf.Tensor1D },
): void {
  moveTowards(layer.movingMean, mean, layer.momentum);
  moveTowards(layer.movingVariance, variance, layer.momentum);
}

function moveTowards(moving: LayerVariable, batch: tf.Tensor1D, momentum: number): void {
  tf.tidy(() => {
    const old = moving.read();
    moving.write(tf.sub(old, tf.mul(tf.sub(old, batch), 1 - momentum)));
  });
}

function read(variable: LayerVariable): tf.Tensor1D {
  return variable.read() as tf.Tensor1D;
}
