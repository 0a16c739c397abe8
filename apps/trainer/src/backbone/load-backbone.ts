import type { BackboneConfigOf } from "@graft/core/contract";
import { chooseInputRange, describeScaling } from "./choose-input-range.ts";
import { decodeWeight } from "./decode-weight.ts";
import type { BackboneWeight, LoadedBackbone } from "./loaded-backbone.ts";
import { readModelFile, type WeightEntry } from "./model-file.ts";
import { readWeights, type StoredWeight } from "./read-weights.ts";
import { ancestors } from "./topology.ts";
import { traceLayers } from "./trace-layers.ts";
import { countFeatures, matchWeights, understandModel } from "./understand-model.ts";
import { writeTopology } from "./write-topology.ts";

export type { LoadedBackbone } from "./loaded-backbone.ts";

/** Of nets whose model card names none: AdamW on nets pretrained on ImageNet. */
const FINE_TUNING_RATE = 1e-4;
interface LoadOptions {
  /** Folder that a relative path starts from. */
  readonly baseDir: string;
  readonly imageSize?: number;
  /** What is known of the net's input range from elsewhere, such as the catalogue. */
  readonly recordedRange?: readonly [number, number] | null;
}

/**
 * Reads a pretrained net, cuts it and checks everything that can be checked without building it.
 *
 * @param imageSize Side of the images in pixels; the net's own by default. A net whose layers allow
 *   it is rebuilt for another size.
 * @throws {AppError} BACKBONE_NOT_FOUND, BACKBONE_INVALID or BACKBONE_LAYER_UNKNOWN.
 */
export async function loadBackbone(
  config: Omit<BackboneConfigOf<"file">, "kind"> & { readonly fineTuningRate?: number },
  { baseDir, imageSize, recordedRange }: LoadOptions,
): Promise<LoadedBackbone> {
  const model = await readModelFile(config.path, baseDir);
  const understood = await understandModel(model, config, imageSize);
  const { topology, cut, imageSize: size } = understood;
  const wanted = ancestors(topology, cut);
  const traced = traceLayers(topology, { file: model.path, inputShape: [size, size, 3], wanted });
  const numFeatures = countFeatures(traced.get(cut), model.path);
  const slots = [...traced.values()].flatMap((layer) => layer.weights);
  const entries = matchWeights(slots, model, understood);
  const stored = await readWeights(model);
  const bytesOf = new Map(stored.weights.map((weight) => [weight.entry, weight]));
  const weights = slots.map(({ name, shape }, index): BackboneWeight => {
    const weight = bytesOf.get(entries[index] as WeightEntry) as StoredWeight;
    return { name, shape, values: decodeWeight(weight, model.path) };
  });
  return {
    path: model.path,
    sha256: stored.sha256,
    bytes: stored.numBytes,
    imageSize: size,
    fineTuningRate: config.fineTuningRate ?? FINE_TUNING_RATE,
    ...chooseInputRange({
      configured: config.inputRange,
      recorded: recordedRange,
      scaling: understood.scaling,
      takesIntegers: understood.input.takesIntegers,
    }),
    scaling: understood.scaling && describeScaling(understood.scaling),
    cut,
    numFeatures,
    numParameters: weights.reduce((sum, weight) => sum + weight.values.length, 0),
    topology: writeTopology(topology, understood, model.path),
    weights,
  };
}
