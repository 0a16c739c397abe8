import { invalidBackbone } from "./backbone-error.ts";
import { findCut } from "./find-cut.ts";
import { findInput, type InputLayer } from "./input-layer.ts";
import type { ModelFile, WeightEntry } from "./model-file.ts";
import { parseTopology, type Topology } from "./topology.ts";
import type { TracedLayer, WeightSlot } from "./trace-layers.ts";

/** Of a net that takes pictures of any size. */
const USUAL_SIZE = 224;

export interface UnderstoodModel {
  readonly topology: Topology;
  readonly input: InputLayer;
  /** Layer whose output feeds the head. */
  readonly cut: string;
  /** Side of the pictures in pixels. */
  readonly imageSize: number;
}

/** What model.json says, without its weights. @throws {AppError} as `loadBackbone`. */
export function understandModel(
  model: ModelFile,
  config: { readonly cut: string },
  imageSize?: number,
): UnderstoodModel {
  const topology = parseTopology(model.model, model.path);
  const input = findInput(topology, model.path);
  const cut = findCut(topology, config.cut, model.path);
  return { topology, input, cut, imageSize: imageSize ?? input.size[0] ?? USUAL_SIZE };
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
    const made = input.size[0];
    const resized = made !== null && made !== imageSize;
    throw invalidBackbone(
      `${model.path}: the weight "${name}" is [${entry.shape.join(", ")}], but pictures of ${imageSize} x ${imageSize} pixels need [${shape.join(", ")}].`,
      resized
        ? `Set dataset.imageSize to ${made}, the size the net was made for, or cut the net before this layer.`
        : undefined,
    );
  });
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
