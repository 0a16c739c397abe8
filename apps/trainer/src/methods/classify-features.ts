import type { ClassifierKind } from "@graft/core/contract";
import type { Classifier, FeatureSet } from "@graft/core/learning/classical";
import { chooseClassifier } from "./choose-classifier.ts";
import type { MethodEvent, ModelFile, TransferTask } from "./transfer-method.ts";

export interface ClassicalSettings {
  readonly classifiers: readonly ClassifierKind[];
  readonly folds: number;
}

export interface TaskFeatures {
  /** To choose among. */
  readonly train: readonly FeatureSet[];
  /** The same sets of the test images, in the same order. */
  readonly test: readonly FeatureSet[];
  /** How an image becomes a feature vector of the named set, for the saved classifier. */
  readonly describe: (name: string) => Readonly<Record<string, unknown>>;
  /** What an image's features cost; null where they were there before. */
  readonly secondsPerImage: number | null;
}

/** Chooses features and classifier on the training images by cross-validation and applies them to the test images. */
export async function* classifyFeatures(
  task: TransferTask,
  { train, test, describe, secondsPerImage, ...settings }: TaskFeatures & ClassicalSettings,
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, void> {
  const choice = { featureSets: train, asked: test, ...settings };
  const chosen = yield* chooseClassifier(task, choice, signal);
  const { name } = train[chosen.featureSet]!;
  const numTest = task.test.length;
  const seconds = secondsPerImage === null ? undefined : secondsPerImage * numTest + chosen.seconds;
  yield { type: "probabilities", probabilities: chosen.probabilities!, seconds };
  const file = classifierFile(chosen, { classNames: task.classNames, features: describe(name) });
  if (file) yield { type: "model", files: [file] };
}

/** A linear classifier as JSON; the others would be as large as their training data. */
function classifierFile(
  { kind, parameters, linear }: Pick<Classifier, "kind" | "parameters" | "linear">,
  context: Readonly<Record<string, unknown>>,
): ModelFile | null {
  if (!linear) return null;
  const { weights, bias } = linear;
  const content = { kind, parameters, ...context, weights: [...weights], bias: [...bias] };
  return { name: "classifier.json", bytes: new TextEncoder().encode(JSON.stringify(content)) };
}
