import * as tf from "@tensorflow/tfjs-core";
import {
  model as createModel,
  LayersModel,
  layers,
  type Shape,
  type SymbolicTensor,
} from "@tensorflow/tfjs-layers";

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

/**
 * A model's tensors in the order of computation, its inputs first and each only once. What nothing of
 * the output depends on is left out.
 */
function orderTensors(model: LayersModel): SymbolicTensor[] {
  const order: SymbolicTensor[] = [];
  const seen = new Set<number>();
  const visit = (tensor: SymbolicTensor): void => {
    if (seen.has(tensor.id)) return;
    seen.add(tensor.id);
    if (!model.inputs.some(({ id }) => id === tensor.id)) tensor.inputs.forEach(visit);
    order.push(tensor);
  };
  model.outputs.forEach(visit);
  return order;
}

/**
 * The output of a model as a graph of plain layers, models used as layers taken apart. The layers, and
 * so the weights, are the same ones.
 *
 * @param input What to compute it from; the model's own input by default.
 */
function flattenModel(model: LayersModel, input?: SymbolicTensor): SymbolicTensor {
  const order = orderTensors(model);
  const isFlat = order.every(({ sourceLayer }) => !(sourceLayer instanceof LayersModel));
  if (isFlat && !input) return model.outputs[0]!;
  const flat = new Map(model.inputs.map((own) => [own.id, input ?? own]));
  for (const { id, inputs, sourceLayer } of order) {
    if (flat.has(id)) continue;
    const given = inputs.map((own) => flat.get(own.id)!);
    const output =
      sourceLayer instanceof LayersModel
        ? flattenModel(sourceLayer, given[0])
        : sourceLayer.apply(given.length === 1 ? given[0]! : given);
    flat.set(id, output as SymbolicTensor);
  }
  return flat.get(model.outputs[0]!.id)!;
}

/**
 * Mean and standard deviation over space of each channel of a map: from shape [b, h, w, c] to
 * [b, 2 c], the means first. It has no weights.
 *
 * The mean says how much of what a channel looks for there is in an image; the deviation whether it
 * is all over the image or in places.
 */
export class SpatialMoments extends layers.Layer {
  static readonly className = "SpatialMoments";

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch, , , channels] = inputShape as Shape;
    return [batch ?? null, 2 * Number(channels)];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const map = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
    const size = map.shape.slice(1, 3) as [number, number];
    return tf.tidy(() => {
      // The mean by a pooling over the whole map: `mean` would first move all numbers about.
      const mean = tf.avgPool(map, size, 1, "valid");
      const variance = tf.avgPool(tf.squaredDifference<tf.Tensor4D>(map, mean), size, 1, "valid");
      return tf.concat([tf.squeeze(mean, [1, 2]), tf.squeeze(tf.sqrt(variance), [1, 2])], 1);
    });
  }
}
