import * as tf from "@tensorflow/tfjs-core";
import type { LayerVariable } from "@tensorflow/tfjs-layers";
import { type BatchNormStatistics, batchNormFrozen } from "../batch-norm-frozen.ts";
import { batchNormTrain, type Normalized } from "../batch-norm-train.ts";
import type { Activation } from "../kernels.ts";
import { type BatchNormLayer, hasOwnCall, vectorOf } from "./layer-kinds.ts";

type Kwargs = Readonly<Record<string, unknown>>;

/** Set while a layer is asked what it would do. */
let question: { usesBatch: boolean } | null = null;

/**
 * What a BatchNormalization of the last axis does in place of tfjs's `call`.
 *
 * @param x Absent while the layer is only asked whether it would take the batch's statistics.
 */
export function callBatchNorm(
  layer: BatchNormLayer,
  x: tf.Tensor | undefined,
  kwargs: Kwargs,
): tf.Tensor | tf.Tensor[] {
  const usesBatch = kwargs["training"] === true && layer.trainable;
  if (question) question.usesBatch = usesBatch;
  if (question || !x) return [];
  return tf.tidy(() => normalize(layer, x, { usesBatch, activation: "linear" }));
}

/**
 * Whether the layer, called so, would take the statistics of the batch. A layer whose `call` has been
 * wrapped decides by itself: it is asked, without computing anything.
 */
export function usesBatchStatistics(layer: BatchNormLayer, kwargs: Kwargs): boolean {
  if (!hasOwnCall(layer)) return kwargs["training"] === true && layer.trainable;
  const asked = { usesBatch: false };
  question = asked;
  try {
    layer.call([], kwargs);
  } finally {
    question = null;
  }
  return asked.usesBatch;
}

/** Normalizes and, where the statistics are the batch's, moves the layer's own towards them. */
export function normalize(
  layer: BatchNormLayer,
  x: tf.Tensor,
  { usesBatch, activation }: { usesBatch: boolean; activation: Activation },
): tf.Tensor {
  const { epsilon } = layer;
  const statistics = statisticsOf(layer);
  if (!usesBatch) return batchNormFrozen(x, statistics, { epsilon, activation });
  const normalized = batchNormTrain(x, statistics, { epsilon, activation });
  moveStatistics(layer, normalized);
  return normalized.y;
}

/** The layer's parameters; gamma is 1 and beta 0 where it has none. */
export function statisticsOf(layer: BatchNormLayer): BatchNormStatistics {
  const [mean, variance] = [vectorOf(layer.movingMean), vectorOf(layer.movingVariance)];
  const gamma = layer.gamma ? vectorOf(layer.gamma) : tf.onesLike(mean);
  const beta = layer.beta ? vectorOf(layer.beta) : tf.zerosLike(mean);
  return { mean, variance, gamma, beta };
}

/** Keras: moving = moving * momentum + batch * (1 - momentum). */
export function moveStatistics(
  { movingMean, movingVariance, momentum }: BatchNormLayer,
  { mean, variance }: Omit<Normalized<tf.Tensor>, "y">,
): void {
  moveTowards(movingMean, mean, momentum);
  moveTowards(movingVariance, variance, momentum);
}

function moveTowards(moving: LayerVariable, batch: tf.Tensor1D, momentum: number): void {
  tf.tidy(() => {
    const old = moving.read();
    moving.write(tf.sub(old, tf.mul(tf.sub(old, batch), 1 - momentum)));
  });
}
