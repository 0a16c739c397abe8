import { LayersModel, type layers } from "@tensorflow/tfjs-layers";
import { allLayers } from "./all-layers.ts";

/**
 * The layers that have weights, in stages from the input up: a stage is what works at one resolution.
 * Layers behind the last map (after pooling) are a stage too.
 *
 * @param parts Layers of a net; nested models count as their layers.
 * @see Liu et al. 2022, arXiv:2201.03545, appendix A.2, who decay rates by groups of a convnet's layers.
 */
export function stagesOf(parts: readonly layers.Layer[]): layers.Layer[][] {
  const stages = new Map<number, layers.Layer[]>();
  const all = parts.flatMap((part) => (part instanceof LayersModel ? allLayers(part) : part));
  for (const layer of all) {
    if (layer.weights.length === 0) continue;
    const area = areaOf(layer);
    stages.set(area, [...(stages.get(area) ?? []), layer]);
  }
  return [...stages].sort(([a], [b]) => b - a).map(([, stage]) => stage);
}

/** Pixels of a layer's output map, 0 where it is none. */
function areaOf({ outputShape }: layers.Layer): number {
  const shape = (Array.isArray(outputShape[0]) ? outputShape[0] : outputShape) as number[];
  return shape.length === 4 ? shape[1]! * shape[2]! : 0;
}
