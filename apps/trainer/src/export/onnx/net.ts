import {
  type LayersModel,
  LayersModel as Model,
  type SymbolicTensor,
} from "@tensorflow/tfjs-layers";
import type { OnnxGraph } from "./graph.ts";
import { convertLayer, type Value, type Weight } from "./layers.ts";

/**
 * Writes a net into a graph, as it computes in inference mode. Models that are used as layers are taken apart.
 *
 * @param input Where the net's one input comes from; a map in ONNX's order.
 * @returns The net's first output.
 * @throws {AppError} EXPORT_FAILED for a layer that ONNX does not have.
 */
export async function convertNet(graph: OnnxGraph, net: LayersModel, input: Value): Promise<Value> {
  const done = new Map<number, Value>();
  const visit = async (tensor: SymbolicTensor): Promise<Value> => {
    const known = done.get(tensor.id);
    if (known) return known;
    const inputs: Value[] = [];
    for (const before of tensor.inputs) inputs.push(await visit(before));
    const value = await convertCall(graph, tensor, inputs);
    done.set(tensor.id, value);
    return value;
  };
  done.set(net.inputs[0]!.id, input);
  return visit(net.outputs[0]!);
}

async function convertCall(
  graph: OnnxGraph,
  { sourceLayer: layer, shape }: SymbolicTensor,
  inputs: readonly Value[],
): Promise<Value> {
  if (layer instanceof Model) return convertNet(graph, layer, inputs[0]!);
  const weights = await Promise.all(
    layer.getWeights().map(async (tensor): Promise<Weight> => {
      return { values: (await tensor.data()) as Float32Array, shape: tensor.shape };
    }),
  );
  const config = layer.getConfig() as Readonly<Record<string, unknown>>;
  return { name: convertLayer({ graph, layer, inputs, shape, config, weights }), shape };
}
