import type { ClassifierKind } from "../../contract/method-config.ts";
import type { ClassifierFamily } from "./classifier.ts";
import { linearSvm } from "./linear-svm.ts";
import { logisticRegression } from "./logistic-regression.ts";
import { naiveBayes } from "./naive-bayes.ts";
import { nearestCentroid } from "./nearest-centroid.ts";
import { nearestNeighbours } from "./nearest-neighbours.ts";
import { shrinkageLda } from "./shrinkage-lda.ts";
import { boostedTrees } from "./trees/boosted-trees.ts";
import { randomForest } from "./trees/random-forest.ts";

/**
 * The one list of classifiers. To add one: its kind in the contract, a `ClassifierFamily` in a file of
 * its own, and a line here, without which the new kind does not compile.
 */
export const CLASSIFIER_FAMILIES: Readonly<Record<ClassifierKind, ClassifierFamily>> = {
  "logistic-regression": logisticRegression,
  "linear-svm": linearSvm,
  "k-nearest-neighbours": nearestNeighbours,
  "shrinkage-lda": shrinkageLda,
  "naive-bayes": naiveBayes,
  "nearest-centroid": nearestCentroid,
  "random-forest": randomForest,
  "gradient-boosted-trees": boostedTrees,
};

/**
 * The kinds from the simplest to the most complex, for ties: linear ones first, by how much they fit
 * (means, means and one covariance, weights, weights and a calibration), then those whose borders
 * bend: normal distributions, all rows, trees.
 */
export const BY_SIMPLICITY: readonly ClassifierKind[] = [
  "nearest-centroid",
  "shrinkage-lda",
  "logistic-regression",
  "linear-svm",
  "naive-bayes",
  "k-nearest-neighbours",
  "random-forest",
  "gradient-boosted-trees",
] satisfies readonly ClassifierKind[];
