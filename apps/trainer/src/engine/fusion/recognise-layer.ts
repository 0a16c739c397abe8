import { hasFrozenStatistics } from "@graft/core/tensor";
import type { layers } from "@tensorflow/tfjs-layers";
import type { BatchNormLayer } from "../ops/batch-norm-layer.ts";
import type { Activation } from "../ops/kernels.ts";
import type { ConvLayer, PadLayer } from "./layer-types.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A convolution over channels-last pictures without dilation, whose activation is a rectifier or none. */
export function asConv(layer: layers.Layer): ConvLayer | null {
  const kind = layer.getClassName();
  if ((kind !== "Conv2D" && kind !== "DepthwiseConv2D") || isOverridden(layer)) return null;
  const { dataFormat, dilationRate, padding, depthMultiplier = 1 } = layer as unknown as Fields;
  const plain =
    dataFormat !== "channelsFirst" &&
    (padding === "same" || padding === "valid") &&
    (dilationRate as number[]).every((rate) => rate === 1) &&
    depthMultiplier === 1 &&
    ownActivation(layer) !== null;
  return plain ? (layer as ConvLayer) : null;
}

/** Padding with zeros above, below, left and right of channels-last pictures. */
export function asPad(layer: layers.Layer): PadLayer | null {
  if (layer.getClassName() !== "ZeroPadding2D" || isOverridden(layer)) return null;
  return (layer as unknown as Fields)["dataFormat"] === "channelsFirst"
    ? null
    : (layer as PadLayer);
}

/** A BatchNorm over the last axis. */
export function asNorm(layer: layers.Layer): BatchNormLayer | null {
  if (layer.getClassName() !== "BatchNormalization") return null;
  if (isOverridden(layer) && !hasFrozenStatistics(layer)) return null;
  const { axis } = layer as unknown as { axis: number };
  const { shape } = layer.output as { shape: unknown[] };
  return axis === -1 || axis === shape.length - 1 ? (layer as BatchNormLayer) : null;
}

/** The rectifier that a layer is; null for every other layer. */
export function asActivation(layer: layers.Layer): Activation | null {
  if (isOverridden(layer)) return null;
  if (layer.getClassName() === "ReLU") {
    const { maxValue } = layer as unknown as Fields;
    if (maxValue === undefined || maxValue === null) return "relu";
    return maxValue === 6 ? "relu6" : null;
  }
  const activation = layer.getClassName() === "Activation" ? ownActivation(layer) : null;
  return activation === "linear" ? null : activation;
}

/** What a layer does to its result at last; null where it is no rectifier. */
export function ownActivation(layer: layers.Layer): Activation | null {
  const { activation } = layer as unknown as { activation?: { getClassName(): string } | null };
  const name = activation ? activation.getClassName() : "linear";
  return name === "linear" || name === "relu" || name === "relu6" ? name : null;
}

/** Whether somebody gave this one layer another `call`, or wants to be told of its calls. */
function isOverridden(layer: layers.Layer): boolean {
  const { _callHook: hook } = layer as unknown as Fields;
  return Object.hasOwn(layer, "call") || (hook !== null && hook !== undefined);
}
