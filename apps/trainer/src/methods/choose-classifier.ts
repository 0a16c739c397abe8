import { deriveSeed } from "@graft/core/analysis/random";
import type { ClassifierKind } from "@graft/core/contract";
import type {
  Choice,
  FeatureMatrix,
  FeatureSet,
  SearchInput,
} from "@graft/core/learning/classical";
import { quoted } from "../messages.ts";
import { classifierModel, type FeaturesOfModel, toScores } from "./model-files.ts";
import { searchOnThreads } from "./search/search-threads.ts";
import type { FittedClassifier } from "./search/search-work.ts";
import type { LogEvent, MethodEvent, TransferTask } from "./transfer-method.ts";

export interface ChoiceSettings {
  /** Of the training images, in the order of `task.train`. */
  readonly featureSets: readonly FeatureSet[];
  readonly classifiers: readonly ClassifierKind[];
  readonly folds: number;
  readonly scalings?: NonNullable<SearchInput["scalings"]>;
  /** The same sets of images to predict, in the same order; none to predict none. */
  readonly asked?: readonly FeatureSet[];
  /** Features of the training images by which images are compared; none to compare none. */
  readonly compared?: FeatureMatrix;
}

/** The chosen classifier, fitted to all training images. */
export interface ChosenClassifier extends FittedClassifier {
  /** Index of the chosen features. */
  readonly featureSet: number;
  /** As of `Choice`. */
  readonly ofTruth: Float64Array;
}

/**
 * Chooses features and classifier by cross-validation inside the training images; copies and groups stay
 * in one fold. All of it runs on worker threads: an abort is answered at once, in the midst of a fit too.
 * Where there are too few images to validate anything, or some classes, the run says so.
 */
export async function* chooseClassifier(
  task: TransferTask,
  { asked = [], compared, ...choice }: ChoiceSettings,
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, ChosenClassifier> {
  const input = {
    ...choice,
    labels: task.train.map((position) => task.labels[position]!),
    numClasses: task.classNames.length,
    seed: deriveSeed(task.seed, "folds"),
    keys: Array.from(task.train, (position) => task.units[position]!),
  };
  const phase = "choosing a classifier, step";
  // Says where the run is before the first step, which may take long.
  yield { type: "progress", phase, done: 0, total: 1, imagesPerSecond: 0, secondsLeft: 0 };
  const search = searchOnThreads(input, { asked, compared, signal });
  const started = performance.now();
  let featureSet = 0;
  let ofTruth: Float64Array = new Float64Array();
  for (;;) {
    const next = await search.next();
    if (next.done) return { ...next.value, featureSet, ofTruth };
    const event = next.value;
    if (event.kind === "step") {
      const { done, total } = event.step;
      const secondsLeft = ((performance.now() - started) / 1000 / done) * (total - done);
      yield { type: "progress", phase, done, total, imagesPerSecond: 0, secondsLeft };
    } else {
      const { candidates, isValidated, setting } = event.choice;
      ({ featureSet } = setting);
      ({ ofTruth } = event.choice);
      yield* warnOfUnvalidated(task, event.choice);
      yield { type: "selection", ...(!isValidated && { by: "default" as const }), candidates };
    }
  }
}

/** Says where the choice could not be made, or not for all classes. */
function* warnOfUnvalidated(
  { classNames }: TransferTask,
  { isValidated, setting, unvalidated }: Choice,
): Generator<LogEvent, void> {
  if (!isValidated) {
    yield warn(
      `There are too few training images to compare classifiers: at least two classes need two images or more. Took the simplest, ${setting.kind}, with its usual setting.`,
    );
  } else if (unvalidated.length > 0) {
    const names = unvalidated.map((label) => quoted(classNames[label]!)).join(", ");
    const which =
      unvalidated.length === 1 ? `Class ${names} has` : `Each of the classes ${names} has`;
    yield warn(
      `${which} a single training image, which cannot be held out for validation; the classifier was chosen by the other classes.`,
    );
  }
}

function warn(message: string): LogEvent {
  return { type: "log", level: "warning", message };
}

export interface ClassicalSettings {
  readonly classifiers: readonly ClassifierKind[];
  readonly folds: number;
}

export interface TaskFeatures {
  /** To choose among. */
  readonly train: readonly FeatureSet[];
  /** The same sets of the test images, in the same order. */
  readonly test: readonly FeatureSet[];
  /** Of the training images, by which images are compared. */
  readonly compared: FeatureMatrix;
  /** How an image becomes a feature vector of the named set, for the model that is kept. */
  readonly describe: (name: string) => FeaturesOfModel;
  /** What an image's features cost; null where they were there before. */
  readonly secondsPerImage: number | null;
}

/** Chooses features and classifier on the training images by cross-validation and applies them to the test images. */
export async function* classifyFeatures(
  task: TransferTask,
  {
    train,
    test,
    compared,
    describe,
    secondsPerImage,
    ...settings
  }: TaskFeatures & ClassicalSettings,
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, void> {
  const choice = { featureSets: train, asked: test, compared, ...settings };
  const chosen = yield* chooseClassifier(task, choice, signal);
  const { name } = train[chosen.featureSet]!;
  const numTest = task.test.length;
  const seconds = secondsPerImage === null ? undefined : secondsPerImage * numTest + chosen.seconds;
  yield { type: "probabilities", probabilities: chosen.probabilities!, seconds };
  const scores = toScores(chosen.ofTruth);
  const calibration =
    scores.length > 0 ? ({ by: "cross-validation", scores, scope: chosen.scope } as const) : null;
  const files = classifierModel(task, chosen, { features: describe(name), calibration });
  yield { type: "model", files };
}
