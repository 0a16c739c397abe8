import { readModelFile } from "./model-file.ts";
import { type TracedLayer, traceLayers } from "./trace-layers.ts";
import { understandModel } from "./understand-model.ts";

export interface LayerSummary {
  readonly name: string;
  /** Keras's name of the kind of layer, such as `Conv2D`. */
  readonly className: string;
  /** Without the batch. */
  readonly outputShape: readonly (number | null)[];
  readonly numParameters: number;
  /** Whether `cut: "auto"` attaches the head here. */
  readonly isCut: boolean;
}

/**
 * Every layer of a net in the file's order; reads model.json, not the weights.
 *
 * @param path Of the model.json, relative to `baseDir`.
 * @throws {AppError} BACKBONE_NOT_FOUND or BACKBONE_INVALID.
 */
export async function listLayers(path: string, baseDir = process.cwd()): Promise<LayerSummary[]> {
  const model = await readModelFile(path, baseDir);
  const { topology, cut, imageSize } = understandModel(model, { cut: "auto" });
  const inputShape = [imageSize, imageSize, 3];
  const traced = traceLayers(topology, { file: model.path, inputShape });
  return [...topology.layers.keys()].map((name) => {
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
}

function countValues(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
