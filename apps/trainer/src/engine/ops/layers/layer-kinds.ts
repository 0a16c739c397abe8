import * as tf from "@tensorflow/tfjs-core";
import type { LayerVariable, layers } from "@tensorflow/tfjs-layers";
import {
  type BatchNormStatistics,
  batchNormFrozen,
  batchNormTrain,
  type Normalized,
} from "../blocks.ts";
import type { Activation } from "../kernels.ts";

type Layer = layers.Layer;

// The parts of tfjs's layers that blocks are made of. They are private in its types.

interface NamedActivation {
  getClassName(): string;
}

interface ConvolutionFields {
  readonly kernel?: LayerVariable | null;
  readonly depthwiseKernel?: LayerVariable | null;
  readonly bias?: LayerVariable | null;
  readonly strides: [number, number];
  readonly padding: "same" | "valid" | "causal";
  readonly dataFormat: "channelsLast" | "channelsFirst";
  readonly dilationRate: [number, number];
  readonly depthMultiplier?: number;
  readonly activation?: NamedActivation | null;
}

export interface ConvolutionLayer {
  readonly kernel: LayerVariable;
  readonly bias: LayerVariable | null;
  readonly depthwise: boolean;
  readonly strides: [number, number];
  readonly padding: "same" | "valid";
  readonly dilations: [number, number];
  readonly activation: Activation;
}

/** A built convolution that a block can replace, else null. */
export function asConvolution(layer: Layer): ConvolutionLayer | null {
  const depthwise = layer.getClassName() === "DepthwiseConv2D";
  if ((!depthwise && layer.getClassName() !== "Conv2D") || hasOwnCall(layer)) return null;
  const fields = layer as unknown as ConvolutionFields;
  const { strides, padding, dataFormat, dilationRate, depthMultiplier = 1, bias = null } = fields;
  const kernel = depthwise ? fields.depthwiseKernel : fields.kernel;
  const activation = activationNamed(fields.activation?.getClassName() ?? "linear");
  if (!kernel || !activation || padding === "causal" || dataFormat !== "channelsLast") return null;
  // tfjs's depthwise layer ignores its dilation rate; so that it is the same here, such a layer is left alone.
  const dilated = dilationRate[0] * dilationRate[1] !== 1;
  if (dilated || (depthwise && depthMultiplier !== 1)) return null;
  return { kernel, bias, depthwise, strides, padding, dilations: [1, 1], activation };
}

/** tfjs's BatchNormalization. */
export interface BatchNormLayer extends Layer {
  readonly axis: number;
  readonly epsilon: number;
  readonly momentum: number;
  readonly gamma?: LayerVariable;
  readonly beta?: LayerVariable;
  readonly movingMean: LayerVariable;
  readonly movingVariance: LayerVariable;
}

/** A built batch normalization of the last axis, else null. */
export function asBatchNorm(layer: Layer): BatchNormLayer | null {
  if (layer.getClassName() !== "BatchNormalization") return null;
  const norm = layer as BatchNormLayer;
  const rank = layer.inputSpec?.[0]?.ndim;
  return norm.axis === -1 || norm.axis + 1 === rank ? norm : null;
}

/** What an activation layer applies, if a block can apply it. */
export function asActivation(layer: Layer): Activation | null {
  if (hasOwnCall(layer)) return null;
  if (layer.getClassName() === "Activation") {
    const { activation } = layer as unknown as { activation: NamedActivation };
    return activationNamed(activation.getClassName());
  }
  if (layer.getClassName() !== "ReLU") return null;
  const { maxValue } = layer as unknown as { maxValue?: number | null };
  if (maxValue === undefined || maxValue === null) return "relu";
  return maxValue === 6 ? "relu6" : null;
}

/** [[top, bottom], [left, right]] of a layer that pads with zeros, else null. */
export function asZeroPadding(layer: Layer): [[number, number], [number, number]] | null {
  if (layer.getClassName() !== "ZeroPadding2D" || hasOwnCall(layer)) return null;
  const fields = layer as unknown as {
    readonly padding: [[number, number], [number, number]];
    readonly dataFormat: string;
  };
  return fields.dataFormat === "channelsFirst" ? null : fields.padding;
}

/** Whether somebody gave this one layer a behaviour of its own. */
function hasOwnCall(layer: Layer): boolean {
  return Object.hasOwn(layer, "call");
}

export function vectorOf(variable: LayerVariable): tf.Tensor1D {
  return variable.read() as tf.Tensor1D;
}

function activationNamed(name: string): Activation | null {
  return name === "linear" || name === "relu" || name === "relu6" ? name : null;
}

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
