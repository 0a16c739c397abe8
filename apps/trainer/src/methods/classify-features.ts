import type { Classifier, FeatureMatrix } from "@graft/core/classical";
import type { ClassifierKind } from "@graft/core/contract";
import { chooseClassifier } from "./choose-classifier.ts";
import type { MethodEvent, ModelFile, TransferTask } from "./transfer-method.ts";

export interface ClassicalSettings {
  readonly classifiers: readonly ClassifierKind[];
  readonly folds: number;
}

export interface TaskFeatures {
  readonly train: FeatureMatrix;
  readonly test: FeatureMatrix;
  /** How a picture becomes a feature vector, for the saved classifier. */
  readonly recipe: Readonly<Record<string, unknown>>;
}

/** Chooses a classifier on the training features by cross-validation and applies it to the test features. */
export async function* classifyFeatures(
  task: TransferTask,
  { train, test, recipe, ...settings }: TaskFeatures & ClassicalSettings,
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, void> {
  const model = yield* chooseClassifier(task, { features: train, ...settings }, signal);
  yield { type: "probabilities", probabilities: model.predict(test) };
  const file = classifierFile(model, { classNames: task.classNames, features: recipe });
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
