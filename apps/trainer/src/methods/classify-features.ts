import { type Classifier, type FeatureMatrix, selectClassifier } from "@graft/core/classical";
import type { ClassifierKind } from "@graft/core/contract";
import { deriveSeed } from "@graft/core/random";
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
export function* classifyFeatures(
  task: TransferTask,
  { train, test, recipe }: TaskFeatures,
  { classifiers, folds }: ClassicalSettings,
): Generator<MethodEvent, void> {
  const { candidates, model } = selectClassifier({
    features: train,
    labels: task.train.map((position) => task.labels[position]!),
    numClasses: task.classNames.length,
    classifiers: [...classifiers],
    folds,
    seed: deriveSeed(task.seed, "folds"),
    keys: Array.from(task.train, (position) => task.hashes[position]!),
  });
  yield { type: "selection", candidates };
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
