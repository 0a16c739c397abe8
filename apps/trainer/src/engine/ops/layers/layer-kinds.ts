import type * as tf from "@tensorflow/tfjs-core";
import type { LayerVariable, layers } from "@tensorflow/tfjs-layers";
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

/** A built convolution that a block can stand for, else null. */
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
export function hasOwnCall(layer: Layer): boolean {
  return Object.hasOwn(layer, "call");
}

export function vectorOf(variable: LayerVariable): tf.Tensor1D {
  return variable.read() as tf.Tensor1D;
}

function activationNamed(name: string): Activation | null {
  return name === "linear" || name === "relu" || name === "relu6" ? name : null;
}
