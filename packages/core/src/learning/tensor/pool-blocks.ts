import {
  model as createModel,
  type LayersModel,
  layers,
  type SymbolicTensor,
} from "@tensorflow/tfjs-layers";
import { findBlocks } from "./find-blocks.ts";
import { flattenModel } from "./flatten-model.ts";
import { SpatialMoments } from "./spatial-moments.ts";

export interface PooledBlocks {
  /** Images [b, S, S, 3] to vectors [b, d + r]; it shares the layers, and so the weights, of the net. */
  readonly model: LayersModel;
  /** Length d of the vectors of the last layer, which come first. */
  readonly numLast: number;
  /** Whether the blocks say all that the last vector says: it is the mean of one of their maps. */
  readonly coversLast: boolean;
  /** Names of the layers whose maps are pooled. */
  readonly blocks: readonly string[];
}

/**
 * A net's last vector with, behind it, mean and standard deviation over space of every block's map.
 *
 * @param features Images [b, S, S, 3] to vectors [b, d], as of a `TransferNet`.
 */
export function poolBlocks(features: LayersModel): PooledBlocks {
  const last = flattenModel(features);
  const inputs = features.inputs;
  const maps = findBlocks(createModel({ inputs, outputs: last }));
  const moments = maps.map((map) => new SpatialMoments({}).apply(map) as SymbolicTensor);
  const outputs =
    moments.length > 0 ? (layers.concatenate().apply([last, ...moments]) as SymbolicTensor) : last;
  return {
    model: createModel({ inputs, outputs }),
    numLast: Number(last.shape[1]),
    coversLast: isMeanOf(last, maps),
    blocks: maps.map(({ sourceLayer }) => sourceLayer.name),
  };
}

function isMeanOf({ sourceLayer, inputs }: SymbolicTensor, maps: readonly SymbolicTensor[]) {
  const [map] = inputs;
  return sourceLayer.getClassName() === "GlobalAveragePooling2D" && maps.some((own) => own === map);
}
