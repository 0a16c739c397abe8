import { io } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";

/** What a program needs to know to use a saved model; in model.json under `userDefinedMetadata.graft`. */
export interface ModelCard {
  /** In the order of the model's outputs. */
  readonly classNames: readonly string[];
  /** Side of the images in pixels. */
  readonly imageSize: number;
  /** What pixel values 0 and 255 are to be mapped to. */
  readonly inputRange: readonly [number, number];
}

/** A model as any tfjs can load it, once the two parts stand in files of one folder. */
export interface SavedModel {
  /** The text of model.json. */
  readonly json: string;
  /** The content of weights.bin. */
  readonly weights: Uint8Array;
}

/**
 * Writes a model down in tfjs's LayersModel format.
 *
 * @see https://www.tensorflow.org/js/guide/save_load
 */
export async function saveModel(model: LayersModel, card: ModelCard): Promise<SavedModel> {
  model.setUserDefinedMetadata({ graft: { ...card } });
  let saved: io.ModelArtifacts | undefined;
  await model.save(
    io.withSaveHandler((artifacts) => {
      saved = artifacts;
      return Promise.resolve({ modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) });
    }),
  );
  const { weightData, weightSpecs, ...description } = saved!;
  const weightsManifest = [{ paths: ["weights.bin"], weights: weightSpecs! }];
  return {
    json: JSON.stringify({ ...description, weightsManifest }),
    weights: new Uint8Array(io.CompositeArrayBuffer.join(weightData)),
  };
}
