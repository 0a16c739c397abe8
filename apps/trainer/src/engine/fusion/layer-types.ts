import type * as tf from "@tensorflow/tfjs-core";
import type { LayersModel, LayerVariable, layers, SymbolicTensor } from "@tensorflow/tfjs-layers";

/** A call of a layer on tensors of the graph; tfjs keeps them in private fields. */
export interface GraphNode {
  readonly inputTensors: readonly SymbolicTensor[];
  readonly outputTensors: readonly SymbolicTensor[];
}

/** What the fused execution reads of a layer besides its public interface. */
export interface GraphLayer extends layers.Layer {
  readonly inboundNodes: GraphNode[] & layers.Layer["inboundNodes"];
}

export interface Graph extends LayersModel {
  call(inputs: tf.Tensor | tf.Tensor[], kwargs: Kwargs): tf.Tensor | tf.Tensor[];
}

export type Kwargs = Readonly<Record<string, unknown>>;

/** `Conv2D` or `DepthwiseConv2D`. */
export interface ConvLayer extends GraphLayer {
  readonly strides: readonly [number, number];
  readonly padding: "same" | "valid";
  readonly kernelSize: readonly [number, number];
  readonly kernel?: LayerVariable;
  readonly depthwiseKernel?: LayerVariable;
  readonly bias?: LayerVariable | null;
}

/** `ZeroPadding2D`: [[top, bottom], [left, right]]. */
export interface PadLayer extends GraphLayer {
  readonly padding: readonly [readonly [number, number], readonly [number, number]];
}
