import type { Classifier } from "@graft/core/learning/classical";
import {
  type Calibration,
  DESCRIPTION_FILE,
  IMAGE,
  type ModelDescription,
  packCalibration,
  packClassifier,
  WRITTEN,
} from "@graft/core/learning/model";
import { saveModel, type TransferNet } from "@graft/core/learning/tensor";
import type { LoadedBackbone } from "../backbone/loaded-backbone.ts";
import { backboneOf, type ModelFile, type TransferTask } from "./transfer-method.ts";

/** How a classifier's features are made, and the files that takes. */
export interface FeaturesOfModel {
  readonly part: Extract<ModelDescription["parts"], { features: unknown }>["features"];
  readonly files: readonly ModelFile[];
}

/** The model of a trained net: everything from a decoded image to its probabilities. */
export async function netModel(
  net: TransferNet,
  options: { task: TransferTask; mirrored: boolean; calibration: Calibration | null },
): Promise<ModelFile[]> {
  const { task, mirrored, calibration } = options;
  const { classNames, imageSize } = task;
  const [low, high] = backboneOf(task).inputRange;
  const card = { classNames, imageSize, inputRange: [low, high] as const };
  const { json, weights } = await saveModel(net.probabilities, card);
  const files = { topology: "model.json", weights: "weights.bin" };
  const part = { format: "tfjs-layers-1", ...files, inputRange: [low, high] } as const;
  return [
    ...describe(task, {
      mirrored,
      parts: { net: { ...part, inputRange: [low, high] } },
      calibration,
    }),
    { name: files.topology, bytes: toBytes(json) },
    { name: files.weights, bytes: weights },
  ];
}

/** The model of a classical classifier with the features that it was fitted to. */
export function classifierModel(
  task: TransferTask,
  classifier: Pick<Classifier, "kind" | "parameters" | "numClasses" | "columns" | "model">,
  { features, calibration }: { features: FeaturesOfModel; calibration: Calibration | null },
): ModelFile[] {
  const files = { model: "classifier.json", numbers: "classifier.bin" };
  const part = { format: "graft-classifier-1", ...files } as const;
  const { json, numbers } = packClassifier(classifier);
  const parts = { features: features.part, classifier: part };
  return [
    ...describe(task, { mirrored: false, parts, calibration }),
    { name: files.model, bytes: toBytes(json) },
    { name: files.numbers, bytes: numbers },
    ...features.files,
  ];
}

/** A pretrained net, as far as its cut, in tfjs's LayersModel format. */
export function backboneFiles(
  { topology: modelTopology, weights }: LoadedBackbone,
  names: { topology: string; weights: string },
): ModelFile[] {
  const specs = weights.map(({ name, shape }) => ({ name, shape, dtype: "float32" }));
  const weightsManifest = [{ paths: [names.weights], weights: specs }];
  const values = new Float32Array(weights.reduce((sum, { values }) => sum + values.length, 0));
  let offset = 0;
  for (const weight of weights) {
    values.set(weight.values, offset);
    offset += weight.values.length;
  }
  const about = { format: "layers-model", generatedBy: "Graft", modelTopology, weightsManifest };
  return [
    { name: names.topology, bytes: toBytes(JSON.stringify(about)) },
    { name: names.weights, bytes: new Uint8Array(values.buffer) },
  ];
}

/** The scores of a calibration from the probability of the true class of each image. */
export function toScores(ofTruth: Float64Array): Float64Array {
  return ofTruth.map((probability) => 1 - probability).sort();
}

/** The description, and the calibration where there is one. */
function describe(
  { classNames, imageSize }: TransferTask,
  {
    mirrored,
    parts,
    calibration,
  }: Pick<ModelDescription, "mirrored" | "parts"> & {
    calibration: Calibration | null;
  },
): ModelFile[] {
  const names = { model: "calibration.json", numbers: "calibration.bin" };
  const description: ModelDescription = {
    ...WRITTEN,
    classNames: [...classNames],
    image: { size: imageSize, ...IMAGE },
    mirrored,
    parts,
    calibration: calibration && { format: "graft-calibration-1", ...names },
  };
  const bytes = toBytes(`${JSON.stringify(description, null, 2)}\n`);
  const files = [{ name: DESCRIPTION_FILE, bytes }];
  if (!calibration) return files;
  const { json, numbers } = packCalibration(calibration);
  return [
    ...files,
    { name: names.model, bytes: toBytes(json) },
    { name: names.numbers, bytes: numbers },
  ];
}

function toBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
