import { accuracy, logLoss, mostProbable } from "../metrics/index.ts";
import { createRng, deriveSeed } from "../random/index.ts";
import { stratifiedFolds } from "../split/index.ts";
import type { ClassifierParameters } from "./classifier.ts";
import type { ClassifierFamily } from "./classifier-family.ts";
import { CLASSIFIER_FAMILIES } from "./classifier-registry.ts";
import { takeRows } from "./feature-matrix.ts";
import { type Fold, makeFold } from "./fold.ts";
import type { FeatureSet, SearchInput } from "./search-input.ts";
import { fitStandardizer, standardize } from "./standardizer.ts";

/** How far a search is: one step is one kind of classifier on one fold of one set of features. */
export interface SearchStep {
  readonly done: number;
  readonly total: number;
}

/** A setting of a classifier with its scores on rows that it had not seen. */
export interface ScoredSetting {
  readonly family: ClassifierFamily;
  readonly featureSet: FeatureSet;
  readonly parameters: ClassifierParameters;
  /** Mean over all rows, in nats. */
  readonly logLoss: number;
  /** In [0, 1]. */
  readonly accuracy: number;
}

/**
 * Scores every setting of every kind on every set of features by stratified cross-validation, all on
 * the same folds, the features standardised within each fold. Each row counts once. Stops after each
 * step, so that the caller can do other things in between.
 *
 * @throws {AppError} TOO_FEW_IMAGES if there are fewer than two different pictures.
 */
export function* crossValidate(input: SearchInput): Generator<SearchStep, ScoredSetting[]> {
  const { labels, numClasses } = input;
  const members = dealRows(input);
  const smallest = labels.length - Math.max(...members.map((rows) => rows.length));
  const searches = listSearches(input, smallest);
  const total = members.length * [...searches.values()].flat().length;
  let done = 0;
  for (const [number, held] of members.entries()) {
    for (const featureSet of input.featureSets) {
      const fold = cutFold(input, { featureSet, held, number });
      for (const { family, grid, probabilities } of searches.get(featureSet)!) {
        for (const [i, predicted] of family.predictGrid(fold, grid).entries()) {
          for (const [position, row] of held.entries()) {
            const from = position * numClasses;
            probabilities[i]!.set(predicted.subarray(from, from + numClasses), row * numClasses);
          }
        }
        done += 1;
        yield { done, total };
      }
    }
  }
  return [...searches].flatMap(([featureSet, own]) =>
    own.flatMap(({ family, grid, probabilities }) =>
      grid.map((parameters, i) => ({
        family,
        featureSet,
        parameters,
        logLoss: logLoss(labels, probabilities[i]!, numClasses),
        accuracy: accuracy(labels, mostProbable(probabilities[i]!, numClasses)),
      })),
    ),
  );
}

/** Rows of each fold. */
function dealRows({ labels, numClasses, keys, folds: wanted, seed }: SearchInput): Int32Array[] {
  const folds = Math.min(wanted, Math.max(2, new Set(keys).size));
  const foldOf = stratifiedFolds(labels, { numClasses, folds, rng: createRng(seed), keys });
  return Array.from({ length: folds }, (_, fold) =>
    Int32Array.from(labels.keys()).filter((row) => foldOf[row] === fold),
  );
}

/** For each set of features, one search per kind with room for the probabilities of each setting. */
function listSearches(input: SearchInput, rows: number) {
  const { featureSets, classifiers, labels, numClasses } = input;
  const searchesOf = ({ features: { columns } }: FeatureSet) =>
    [...new Set(classifiers)].map((kind) => {
      const family = CLASSIFIER_FAMILIES[kind];
      const grid = family.grid({ rows, columns, numClasses });
      const probabilities = grid.map(() => new Float64Array(labels.length * numClasses));
      return { family, grid, probabilities };
    });
  return new Map(featureSets.map((featureSet) => [featureSet, searchesOf(featureSet)]));
}

function cutFold(
  { labels, numClasses, keys, seed }: SearchInput,
  cut: { featureSet: FeatureSet; held: Int32Array; number: number },
): Fold {
  const { features } = cut.featureSet;
  const isHeld = new Set(cut.held);
  const seen = Int32Array.from(labels.keys()).filter((row) => !isHeld.has(row));
  const raw = takeRows(features, seen);
  const standardizer = fitStandardizer(raw);
  return makeFold({
    train: {
      features: standardize(standardizer, raw),
      labels: seen.map((row) => labels[row]!),
      numClasses,
      keys: Array.from(seen, (row) => keys[row]!),
    },
    held: standardize(standardizer, takeRows(features, cut.held)),
    seed: deriveSeed(seed, "fold", cut.number),
  });
}
