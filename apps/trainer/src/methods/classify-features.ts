import type { Classifier, FeatureSet } from "@graft/core/classical";
import type { ClassifierKind } from "@graft/core/contract";
import { chooseClassifier } from "./choose-classifier.ts";
import type { MethodEvent, ModelFile, TransferTask } from "./transfer-method.ts";

export interface ClassicalSettings {
  readonly classifiers: readonly ClassifierKind[];
  readonly folds: number;
}

export interface TaskFeatures {
  /** To choose among. */
  readonly train: readonly FeatureSet[];
  /** The same sets of the test pictures, in the same order. */
  readonly test: readonly FeatureSet[];
  /** How a picture becomes a feature vector of the named set, for the saved classifier. */
  readonly describe: (name: string) => Readonly<Record<string, unknown>>;
  /** What a picture's features cost; null where they were there before. */
  readonly secondsPerPicture: number | null;
}

/** Chooses features and classifier on the training pictures by cross-validation and applies them to the test pictures. */
export async function* classifyFeatures(
  task: TransferTask,
  { train, test, describe, secondsPerPicture, ...settings }: TaskFeatures & ClassicalSettings,
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, void> {
  const choice = { featureSets: train, ...settings };
  const { model, featureSet } = yield* chooseClassifier(task, choice, signal);
  const { features } = test.find(({ name }) => name === featureSet)!;
  const started = performance.now();
  const probabilities = model.predict(features);
  const predicting = (performance.now() - started) / 1000;
  const seconds =
    secondsPerPicture === null ? undefined : secondsPerPicture * features.rows + predicting;
  yield { type: "probabilities", probabilities, seconds };
  const file = classifierFile(model, {
    classNames: task.classNames,
    features: describe(featureSet),
  });
  if (file) yield { type: "model", files: [file] };
}

/** A linear classifier as JSON; the others would be as large as their training data. */
function classifierFile(
  { kind, parameters, linear }: Classifier,
  context: Readonly<Record<string, unknown>>,
): ModelFile | null {
  if (!linear) return null;
  const { weights, bias } = linear;
  const content = { kind, parameters, ...context, weights: [...weights], bias: [...bias] };
  return { name: "classifier.json", bytes: new TextEncoder().encode(JSON.stringify(content)) };
}
