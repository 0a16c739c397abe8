import { type FeatureSet, type Selection, searchClassifier } from "@graft/core/classical";
import type { ClassifierKind } from "@graft/core/contract";
import { deriveSeed } from "@graft/core/random";
import type { MethodEvent, TransferTask } from "./transfer-method.ts";

export interface Choice {
  /** Of the training pictures, in the order of `task.train`. */
  readonly featureSets: readonly FeatureSet[];
  readonly classifiers: readonly ClassifierKind[];
  readonly folds: number;
}

/**
 * Chooses features and classifier by cross-validation inside the training pictures; copies and groups stay in
 * one fold. Says how far it is after each step, so that a run can be stopped in between.
 *
 * @returns The chosen one, fitted to all training pictures.
 */
export async function* chooseClassifier(
  task: TransferTask,
  { featureSets, classifiers, folds }: Choice,
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, Pick<Selection, "model" | "featureSet">> {
  const search = searchClassifier({
    featureSets,
    labels: task.train.map((position) => task.labels[position]!),
    numClasses: task.classNames.length,
    classifiers,
    folds,
    seed: deriveSeed(task.seed, "folds"),
    keys: Array.from(task.train, (position) => task.units[position]!),
  });
  const started = performance.now();
  for (;;) {
    signal.throwIfAborted();
    const step = search.next();
    if (step.done) {
      yield { type: "selection", candidates: step.value.candidates };
      return step.value;
    }
    const { done, total } = step.value;
    const secondsLeft = ((performance.now() - started) / 1000 / done) * (total - done);
    const phase = "choosing a classifier, step";
    yield { type: "progress", phase, done, total, imagesPerSecond: 0, secondsLeft };
  }
}
