import { io } from "@tensorflow/tfjs-core";
import { type LayersModel, loadLayersModel } from "@tensorflow/tfjs-layers";
import type { LoadedBackbone } from "./loaded-backbone.ts";

/**
 * Makes the net's tensors on the current engine.
 *
 * @returns Images [b, S, S, 3] in `inputRange` to the output of the cut layer; the caller disposes it.
 */
export async function buildBackbone(backbone: LoadedBackbone): Promise<LayersModel> {
  const { topology, weights } = backbone;
  const weightSpecs = weights.map(({ name, shape }) => ({
    name,
    shape: [...shape],
    dtype: "float32" as const,
  }));
  const weightData = new Float32Array(backbone.numParameters);
  let offset = 0;
  for (const { values } of weights) {
    weightData.set(values, offset);
    offset += values.length;
  }
  const artifacts = { modelTopology: { ...topology }, weightSpecs, weightData: weightData.buffer };
  return loadLayersModel(io.fromMemory(artifacts));
}
