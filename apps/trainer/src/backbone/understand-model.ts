import { findCut } from "./find-cut.ts";
import { findInput, type InputLayer } from "./input-layer.ts";
import {
  chooseInputRange,
  describeScaling,
  findInputScaling,
  type InputScaling,
} from "./input-scaling.ts";
import { invalidBackbone } from "./loaded-backbone.ts";
import { type ModelFile, readModelFile, type WeightEntry } from "./model-file.ts";
import type { WeightLookup } from "./read-scaling.ts";
import { decodeWeight, readWeights } from "./read-weights.ts";
import { parseTopology, type Topology } from "./topology.ts";
import { type TracedLayer, traceLayers, type WeightSlot } from "./trace-layers.ts";
import { learnedNormalizations, translateLayers } from "./translate-layers.ts";

/** Of a net that takes images of any size. */
const USUAL_SIZE = 224;

export interface UnderstoodModel {
  readonly topology: Topology;
  readonly input: InputLayer;
  /** What the net's first layers do to the values of an image; null: nothing. */
  readonly scaling: InputScaling | null;
  /** Layer whose output feeds the head. */
  readonly cut: string;
  /** Side of the images in pixels. */
  readonly imageSize: number;
}

/**
 * What model.json says. Its weights are read only where a `Normalization` layer has its statistics there.
 *
 * @throws {AppError} as `loadBackbone`.
 */
export async function understandModel(
  model: ModelFile,
  config: { readonly cut: string },
  imageSize?: number,
): Promise<UnderstoodModel> {
  const file = model.path;
  const weights = await learnedStatistics(model);
  const topology = parseTopology(translateLayers(model.model, { file, weights }), file);
  const input = findInput(topology, file);
  const scaling = findInputScaling(topology, file);
  refuseOddChannels(scaling, file);
  const cut = findCut(topology, config.cut, file);
  return { topology, input, scaling, cut, imageSize: imageSize ?? input.size[0] ?? USUAL_SIZE };
}

async function learnedStatistics(model: ModelFile): Promise<WeightLookup> {
  if (learnedNormalizations(model.model).length === 0) return () => null;
  const stored = await readWeights(model);
  const bytesOf = new Map(stored.weights.map((weight) => [weight.entry, weight]));
  const entries = entriesByName(model);
  return (name) => {
    const weight = bytesOf.get(entries.get(name) as WeightEntry);
    return weight ? decodeWeight(weight, model.path) : null;
  };
}

function refuseOddChannels(scaling: InputScaling | null, file: string): void {
  const counts = [scaling?.scale.length ?? 1, scaling?.offset.length ?? 1];
  const odd = counts.find((count) => count !== 1 && count !== 3);
  if (odd === undefined) return;
  throw invalidBackbone(
    `${file}: the scaling behind the input (${scaling?.layers.join(", ")}) is for ${odd} channels; images have 3.`,
  );
}

/**
 * The entry of the manifest for each weight that the layers need.
 *
 * @throws {AppError} BACKBONE_INVALID when one is missing or of another shape.
 */
export function matchWeights(
  slots: readonly WeightSlot[],
  model: ModelFile,
  { input, imageSize }: UnderstoodModel,
): WeightEntry[] {
  const entries = entriesByName(model);
  return slots.map(({ name, shape }) => {
    const entry = entries.get(name);
    if (!entry) {
      throw invalidBackbone(
        `${model.path}: the weights lack "${name}" of the shape [${shape.join(", ")}].`,
      );
    }
    if (entry.shape.join() === shape.join()) return entry;
    throw invalidBackbone(
      `${model.path}: the weight "${name}" is [${entry.shape.join(", ")}], but images of ${imageSize} x ${imageSize} pixels need [${shape.join(", ")}].${describeSize(input)}`,
      adviseSize(input, imageSize),
    );
  });
}

function describeSize({ size: [height, width] }: InputLayer): string {
  if (height === width) return "";
  return ` The net was made for images of ${width ?? "any"} x ${height ?? "any"} pixels (width x height).`;
}

function adviseSize({ size: [height, width] }: InputLayer, imageSize: number): string | undefined {
  if (height !== width) {
    return "Graft's images are square, so no imageSize fits this layer: use a net with a square input, or cut this one below the layer (backbone.cut).";
  }
  if (height === null || height === imageSize) return undefined;
  return `Set dataset.imageSize to ${height}, the size the net was made for, or cut the net below this layer (backbone.cut).`;
}

/** tf.keras also writes `layer/cell/kernel`, which tfjs reads as `layer/kernel`. */
function entriesByName(model: ModelFile): Map<string, WeightEntry> {
  const all = model.groups.flatMap((group) => group.weights);
  const short = all.map((entry): [string, WeightEntry] => {
    const parts = entry.name.split("/");
    return [[...parts.slice(0, -2), ...parts.slice(-1)].join("/"), entry];
  });
  return new Map([...short, ...all.map((entry): [string, WeightEntry] => [entry.name, entry])]);
}

/** Length of the feature vector: the cut's output, averaged over space where it is a map. */
export function countFeatures(cut: TracedLayer | undefined, file: string): number {
  const shape = cut?.outputShape.slice(1) ?? [];
  const count = shape.at(-1);
  if (typeof count === "number" && (shape.length === 1 || shape.length === 3)) return count;
  throw invalidBackbone(
    `${file}: the layer "${cut?.name}" gives [${shape.join(", ")}]; a head needs [features] or [height, width, features].`,
    "Cut at another layer: `pnpm trainer backbone layers` lists them.",
  );
}

interface LayerSummary {
  readonly name: string;
  /** Keras's name of the kind of layer, such as `Conv2D`. */
  readonly className: string;
  /** Without the batch. */
  readonly outputShape: readonly (number | null)[];
  readonly numParameters: number;
  /** Whether `cut: "auto"` attaches the head here. */
  readonly isCut: boolean;
}

export interface LayerList {
  /** In the file's order. */
  readonly layers: readonly LayerSummary[];
  /** What pixel values 0 and 255 are mapped to, unless the config says otherwise. */
  readonly inputRange: readonly [number, number];
  /** The first layers, if they scale the values themselves, and what they do, such as `[0, 255] to [-1, 1]`. */
  readonly scaling: { readonly layers: readonly string[]; readonly does: string } | null;
}

/**
 * Every layer of a net; reads model.json, and of the weights only the statistics of `Normalization`.
 *
 * @param path Of the model.json, relative to `baseDir`.
 * @throws {AppError} BACKBONE_NOT_FOUND or BACKBONE_INVALID.
 */
export async function listLayers(path: string, baseDir = process.cwd()): Promise<LayerList> {
  const model = await readModelFile(path, baseDir);
  const understood = await understandModel(model, { cut: "auto" });
  const { topology, input, scaling, cut, imageSize } = understood;
  const [height, width] = input.size;
  const inputShape = [height ?? width ?? imageSize, width ?? height ?? imageSize, 3];
  const traced = traceLayers(topology, { file: model.path, inputShape });
  const layers = [...topology.layers.keys()].map((name) => {
    const { className, outputShape, weights } = traced.get(name) as TracedLayer;
    const numParameters = weights.reduce((sum, { shape }) => sum + countValues(shape), 0);
    return {
      name,
      className,
      outputShape: outputShape.slice(1),
      numParameters,
      isCut: name === cut,
    };
  });
  const { takesIntegers } = input;
  const { inputRange } = chooseInputRange({ scaling, takesIntegers });
  return {
    layers,
    inputRange,
    scaling: scaling && { layers: scaling.layers, does: describeScaling(scaling) },
  };
}

function countValues(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
