import type { ClassifierKind } from "../contract/method-config.ts";
import type { ClassifierFamily } from "./classifier-family.ts";
import { logisticRegression } from "./logistic-regression.ts";
import { nearestNeighbours } from "./nearest-neighbours.ts";

/**
 * The one list of classifiers. To add one: its kind in the contract, a `ClassifierFamily` in a file of
 * its own, and a line here, without which the new kind does not compile.
 */
export const CLASSIFIER_FAMILIES: Readonly<Record<ClassifierKind, ClassifierFamily>> = {
  "logistic-regression": logisticRegression,
  "k-nearest-neighbours": nearestNeighbours,
};
