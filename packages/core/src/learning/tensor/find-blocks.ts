import type { LayersModel, SymbolicTensor } from "@tensorflow/tfjs-layers";
import { orderTensors } from "./flatten-model.ts";

/** Layers that hand on what they get: their outputs say nothing new. */
const PASSIVE = new Set(
  "InputLayer Rescaling ZeroPadding2D Cropping2D Dropout SpatialDropout2D GaussianDropout GaussianNoise AlphaDropout".split(
    " ",
  ),
);
/** Layers in which a block's branches, or the block and what it started from, come together. */
const JOINS = new Set(["Add", "Concatenate", "Average", "Maximum"]);
const ACTIVATIONS = new Set(["Activation", "ReLU", "LeakyReLU", "PReLU", "ELU", "ThresholdedReLU"]);

/** A map with less than this share of the area before it is of a new resolution, not just unpadded. */
const NEW_RESOLUTION = 0.6;
/** With more channels than this, only the last block of each resolution is taken. */
const MAX_CHANNELS = 4096;

/**
 * The maps at which the blocks of a net end.
 *
 * Only bottlenecks are considered: maps that everything the net computes from an image has to pass
 * through, so that none of them is the inside of a block. Of these, a block ends
 *  - at the last one of each resolution, before the map gets smaller and at the end of the net;
 *  - where branches join (a residual sum, an Inception module), after the activation that follows.
 * A map that a later one holds unchanged, as in DenseNet, is left out.
 *
 * @param model Of plain layers, see `flattenModel`.
 * @returns Maps of shape [b, h, w, c], the first in the net first.
 */
export function findBlocks(model: LayersModel): SymbolicTensor[] {
  const maps = bottlenecks(model);
  const ends = maps.filter((map, i) => {
    const next = maps[i + 1];
    return !next || areaOf(next) < NEW_RESOLUTION * areaOf(map);
  });
  const joins = new Set(
    maps.flatMap((map, i) => (isJoin(map) ? [afterActivation(map, maps[i + 1])] : [])),
  );
  const held = new Set(maps.flatMap((map) => (classOf(map) === "Concatenate" ? map.inputs : [])));
  const blocks = maps.filter((map) => (ends.includes(map) || joins.has(map)) && !held.has(map));
  const channels = blocks.reduce((sum, { shape }) => sum + Number(shape[3]), 0);
  return channels > MAX_CHANNELS ? ends : blocks;
}

/** Maps of more than one place that no path from the input to the output goes around. */
function bottlenecks(model: LayersModel): SymbolicTensor[] {
  const order = orderTensors(model);
  const place = new Map(order.map(({ id }, i) => [id, i]));
  const lastReader = new Int32Array(order.length);
  const givenIds = new Set(model.inputs.map(({ id }) => id));
  for (const [i, tensor] of order.entries()) {
    if (givenIds.has(tensor.id)) continue;
    for (const { id } of tensor.inputs) lastReader[place.get(id)!] = i;
  }
  let farthest = 0;
  return order.filter((tensor, i) => {
    const isBottleneck = farthest <= i;
    farthest = Math.max(farthest, lastReader[i]!);
    return isBottleneck && tensor.rank === 4 && areaOf(tensor) > 1 && !PASSIVE.has(classOf(tensor));
  });
}

function isJoin(map: SymbolicTensor): boolean {
  return JOINS.has(classOf(map));
}

/** The next bottleneck if it is this map's activation, else the map. */
function afterActivation(map: SymbolicTensor, next: SymbolicTensor | undefined): SymbolicTensor {
  const isActivation = next && ACTIVATIONS.has(classOf(next)) && next.inputs[0] === map;
  return isActivation ? next : map;
}

function classOf({ sourceLayer }: SymbolicTensor): string {
  return sourceLayer.getClassName();
}

function areaOf({ shape }: SymbolicTensor): number {
  return Number(shape[1]) * Number(shape[2]);
}
