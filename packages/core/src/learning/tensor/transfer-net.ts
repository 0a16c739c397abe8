import { dispose, io, tensor1d, tensor2d, type Variable } from "@tensorflow/tfjs-core";
import {
  model as createModel,
  LayersModel,
  layers,
  type SymbolicTensor,
} from "@tensorflow/tfjs-layers";
import { AppError } from "../../contract/errors.ts";

/** A backbone with a linear layer and a softmax on it. The three models share their weights. */
export interface TransferNet {
  /** Images [b, S, S, 3] to features [b, d]. */
  readonly features: LayersModel;
  /** Images [b, S, S, 3] to logits [b, K]; what is trained. */
  readonly logits: LayersModel;
  /** Images [b, S, S, 3] to class probabilities [b, K]; what is saved. */
  readonly probabilities: LayersModel;
  /** The linear layer. */
  readonly head: layers.Layer;
}

/**
 * Puts a linear + softmax head on a backbone, after the average over space if its output is a map.
 *
 * @param backbone Images [b, S, S, 3] to features [b, d] or a map [b, h, w, d].
 * @returns Models that own the backbone's weights from now on: free them with `disposeNet`.
 */
export function attachHead(backbone: LayersModel, numClasses: number): TransferNet {
  const input = backbone.inputs;
  const output = backbone.outputs[0] as SymbolicTensor;
  const pooled = pool(output);
  const head = layers.dense({ units: numClasses, name: "graft_head" });
  const logits = head.apply(pooled) as SymbolicTensor;
  const softmax = layers.activation({ activation: "softmax", name: "graft_probabilities" });
  const probabilities = softmax.apply(logits) as SymbolicTensor;
  return {
    features: createModel({ inputs: input, outputs: pooled }),
    logits: createModel({ inputs: input, outputs: logits }),
    probabilities: createModel({ inputs: input, outputs: probabilities, name: "graft" }),
    head,
  };
}

function pool(output: SymbolicTensor): SymbolicTensor {
  if (output.rank === 2) return output;
  if (output.rank === 4) {
    return layers.globalAveragePooling2d({ name: "graft_pool" }).apply(output) as SymbolicTensor;
  }
  throw new AppError({
    code: "SHAPE_MISMATCH",
    message: `The backbone's output has the shape [${output.shape.join(", ")}]; a head needs [b, d] or [b, h, w, d].`,
    hint: "Cut the backbone at another layer.",
  });
}

/** Sets the linear layer. @param weights Shape [d, K], row-major. @param bias Shape [K]. */
export function setHead(
  { head }: TransferNet,
  { weights, bias }: { weights: Float32Array; bias: Float32Array },
): void {
  const numClasses = bias.length;
  const values = [tensor2d(weights, [weights.length / numClasses, numClasses]), tensor1d(bias)];
  head.setWeights(values);
  dispose(values);
}

/** Frees every weight of the net. */
export function disposeNet({ probabilities }: TransferNet): void {
  dispose(probabilities.weights.map((weight) => weight.read()));
}

/** The layers of a net in order, those of nested models in place of the models. */
export function allLayers(model: LayersModel): layers.Layer[] {
  return model.layers.flatMap((layer) => (layer instanceof LayersModel ? allLayers(layer) : layer));
}

/**
 * The variables that training changes; layers that were saved as frozen are unfrozen.
 *
 * @param part A net or one of its layers.
 */
export function trainableVariables(part: layers.Layer): Variable[] {
  for (const layer of part instanceof LayersModel ? allLayers(part) : [part])
    layer.trainable = true;
  part.trainable = true;
  return part.trainableWeights.map((weight) => weight.read() as Variable);
}

/**
 * The layers that have weights, in stages from the input up: a stage is what works at one resolution.
 * Layers behind the last map (after pooling) are a stage too.
 *
 * @param parts Layers of a net; nested models count as their layers.
 * @see Liu et al. 2022, arXiv:2201.03545, appendix A.2, who decay rates by groups of a convnet's layers.
 */
export function stagesOf(parts: readonly layers.Layer[]): layers.Layer[][] {
  const stages = new Map<number, layers.Layer[]>();
  const all = parts.flatMap((part) => (part instanceof LayersModel ? allLayers(part) : part));
  for (const layer of all) {
    if (layer.weights.length === 0) continue;
    const area = areaOf(layer);
    stages.set(area, [...(stages.get(area) ?? []), layer]);
  }
  return [...stages].sort(([a], [b]) => b - a).map(([, stage]) => stage);
}

/** Pixels of a layer's output map, 0 where it is none. */
function areaOf({ outputShape }: layers.Layer): number {
  const shape = (Array.isArray(outputShape[0]) ? outputShape[0] : outputShape) as number[];
  return shape.length === 4 ? shape[1]! * shape[2]! : 0;
}

/** What a program needs to know to use a saved model; in model.json under `userDefinedMetadata.graft`. */
export interface ModelCard {
  /** In the order of the model's outputs. */
  readonly classNames: readonly string[];
  /** Side of the images in pixels. */
  readonly imageSize: number;
  /** What pixel values 0 and 255 are to be mapped to. */
  readonly inputRange: readonly [number, number];
}

/** A model as any tfjs can load it, once the two parts are files of one folder. */
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
