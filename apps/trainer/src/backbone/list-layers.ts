import { chooseInputRange, describeScaling } from "./choose-input-range.ts";
import { readModelFile } from "./model-file.ts";
import { type TracedLayer, traceLayers } from "./trace-layers.ts";
import { understandModel } from "./understand-model.ts";

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
