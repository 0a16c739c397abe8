import { type BackboneConfig, type BackboneConfigOf, redactAddresses } from "@graft/core/contract";
import { io } from "@tensorflow/tfjs-core";
import { type LayersModel, loadLayersModel } from "@tensorflow/tfjs-layers";
import { modelsHome } from "../files/user-cache.ts";
import { writeTopology } from "./input-layer.ts";
import { chooseInputRange, describeScaling } from "./input-scaling.ts";
import { type BackboneWeight, BUILT_IN, type LoadedBackbone } from "./loaded-backbone.ts";
import { readModelFile, type WeightEntry } from "./model-file.ts";
import { decodeWeight, readWeights, type StoredWeight } from "./read-weights.ts";
import { changedOnDisk } from "./sources/cached-model.ts";
import { pullModel } from "./sources/pull-model.ts";
import { ancestors } from "./topology.ts";
import { traceLayers } from "./trace-layers.ts";
import { countFeatures, matchWeights, understandModel } from "./understand-model.ts";

/** A net that is read and checked, and the config that leads to exactly this one again. */
export interface OpenedBackbone {
  readonly backbone: LoadedBackbone;
  /** What was left open is filled in, and an address holds no secret any more. */
  readonly config: BackboneConfig;
}

export interface OpenOptions {
  /** Folder that a config's relative paths start from. */
  readonly baseDir: string;
  readonly imageSize: number;
  readonly signal: AbortSignal;
  /** Folder of the downloaded models. */
  readonly home?: string;
  /** Of a download: bytes that are here, and bytes in all. */
  readonly onProgress?: (received: number, total: number) => void;
}

/**
 * The pretrained net of an experiment, from wherever its config says; downloaded if need be.
 *
 * @throws {AppError} as `loadBackbone` and `pullModel`.
 */
export async function openBackbone(
  config: BackboneConfig,
  options: OpenOptions,
): Promise<OpenedBackbone> {
  switch (config.kind) {
    case "built-in": {
      const { modelPath, inputRange, fineTuningRate } = BUILT_IN;
      const file = { ...config, path: modelPath, inputRange, fineTuningRate };
      return { backbone: await loadBackbone(file, options), config };
    }
    case "file": {
      const backbone = await loadBackbone(config, options);
      return { backbone, config: { ...config, inputRange: pairOf(backbone) } };
    }
    case "url": {
      const { sha256 } = config;
      const home = options.home ?? modelsHome();
      const cached = await pullModel(config.url, { ...options, home, sha256 });
      const { modelPath, record } = cached;
      const file = { cut: config.cut, path: modelPath, inputRange: config.inputRange };
      const recordedRange = record.inputRange;
      const backbone = await loadBackbone(file, { ...options, recordedRange });
      if (backbone.sha256 !== record.sha256) throw changedOnDisk(cached, backbone.sha256);
      const found = { sha256: record.sha256, inputRange: pairOf(backbone) };
      return { backbone, config: { ...config, url: redactAddresses(config.url), ...found } };
    }
  }
}

function pairOf({ inputRange: [low, high] }: LoadedBackbone): [number, number] {
  return [low, high];
}

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
