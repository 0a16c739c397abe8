import type { ClassifierKind } from "../contract/method-config.ts";
import { accuracy, logLoss, mostProbable } from "../metrics/index.ts";
import { createRng } from "../random/index.ts";
import { stratifiedFolds } from "../split/index.ts";
import type { ClassifierParameters, LabelledFeatures } from "./classifier.ts";
import type { ClassifierFamily } from "./classifier-family.ts";
import { CLASSIFIER_FAMILIES } from "./classifier-registry.ts";
import { takeRows } from "./feature-matrix.ts";
import { fitStandardizer, standardize } from "./standardizer.ts";

export interface SearchInput extends LabelledFeatures {
  /** Kinds to choose among, at least one. */
  readonly classifiers: readonly ClassifierKind[];
  /** Folds, at least 2; fewer are used where there are fewer pictures. */
  readonly folds: number;
  /** An integer, of the folds. */
  readonly seed: number;
  /** Name of each row's unit: rows of one name stay in one fold. */
  readonly keys: readonly string[];
}

/** How far a search is: one step is one kind of classifier on one fold. */
export interface SearchStep {
  readonly done: number;
  readonly total: number;
}

/** A setting of a classifier with its scores on rows that it had not seen. */
export interface ScoredSetting {
  readonly family: ClassifierFamily;
  readonly parameters: ClassifierParameters;
  /** Mean over all rows, in nats. */
  readonly logLoss: number;
  /** In [0, 1]. */
  readonly accuracy: number;
}

/**
 * Scores every setting of every kind by stratified cross-validation, all on the same folds, the
 * features standardised within each fold. Each row counts once. Stops after each step, so that the
 * caller can do other things in between.
 *
 * @throws {AppError} TOO_FEW_IMAGES if there are fewer than two different pictures.
 */
export function* crossValidate(input: SearchInput): Generator<SearchStep, ScoredSetting[]> {
  const { features, labels, numClasses, keys } = input;
  const folds = Math.min(input.folds, Math.max(2, new Set(keys).size));
  const rng = createRng(input.seed);
  const foldOf = stratifiedFolds(labels, { numClasses, folds, rng, keys });
  const members = Array.from({ length: folds }, (_, fold) =>
    Int32Array.from(labels.keys()).filter((row) => foldOf[row] === fold),
  );
  const largest = Math.max(...members.map((rows) => rows.length));
  const shape = { rows: labels.length - largest, columns: features.columns, numClasses };
  const searches = [...new Set(input.classifiers)].map((kind) => {
    const family = CLASSIFIER_FAMILIES[kind];
    const grid = family.grid(shape);
    const probabilities = grid.map(() => new Float64Array(labels.length * numClasses));
    return { family, grid, probabilities };
  });

  for (const [fold, held] of members.entries()) {
    const seen = Int32Array.from(labels.keys()).filter((row) => foldOf[row] !== fold);
    const raw = takeRows(features, seen);
    const standardizer = fitStandardizer(raw);
    const train = {
      features: standardize(standardizer, raw),
      labels: seen.map((row) => labels[row]!),
      numClasses,
    };
    const validation = standardize(standardizer, takeRows(features, held));
    for (const [search, { family, grid, probabilities }] of searches.entries()) {
      for (const [i, predicted] of family.predictGrid(train, grid, validation).entries()) {
        for (const [position, row] of held.entries()) {
          const from = position * numClasses;
          probabilities[i]!.set(predicted.subarray(from, from + numClasses), row * numClasses);
        }
      }
      yield { done: fold * searches.length + search + 1, total: folds * searches.length };
    }
  }

  return searches.flatMap(({ family, grid, probabilities }) =>
    grid.map((parameters, i) => ({
      family,
      parameters,
      logLoss: logLoss(labels, probabilities[i]!, numClasses),
      accuracy: accuracy(labels, mostProbable(probabilities[i]!, numClasses)),
    })),
  );
}
