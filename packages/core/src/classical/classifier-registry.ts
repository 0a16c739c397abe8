import type { ClassifierKind } from "../contract/method-config.ts";
import type { ClassifierFamily } from "./classifier-family.ts";
import { logisticRegression } from "./logistic-regression.ts";
import { nearestNeighbours } from "./nearest-neighbours.ts";

/** The one list of classifiers. A new kind in the contract fails to compile until it has a line here. */
export const CLASSIFIER_FAMILIES: Readonly<Record<ClassifierKind, ClassifierFamily>> = {
  "logistic-regression": logisticRegression,
  "k-nearest-neighbours": nearestNeighbours,
};
