import { AppError } from "../../contract/errors.ts";
import {
  type ClassifierFamily,
  checkLabelledFeatures,
  type LabelledFeatures,
} from "./classifier.ts";
import type { FeatureMatrix } from "./feature-matrix.ts";
import { type Classifier, classifierOf } from "./fitted-model.ts";
import { findNeighbours, type NeighbourDistance, voteShares } from "./neighbour-votes.ts";

export type NeighbourParameters = {
  /** Number of neighbours, a whole number of at least 1. */
  readonly k: number;
  readonly distance: NeighbourDistance;
};

/**
 * Classifies by the labels of the k nearest training rows.
 *
 * Each class gets the share (votes + 1 / numClasses) / (k + 1) of the probability: one vote is spread
 * over all classes before any neighbour is asked (Perks 1947), so no class is ever impossible, and
 * one neighbour is believed less than nine.
 *
 * @param train Features as they are: standardise them first.
 * @throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH, OUT_OF_RANGE or LABEL_OUT_OF_RANGE.
 * @see Cover & Hart 1967, doi:10.1109/TIT.1967.1053964; Perks 1947, Journal of the Institute of
 *   Actuaries 73.
 */
export function fitNearestNeighbours(
  train: LabelledFeatures,
  parameters: NeighbourParameters,
): Classifier {
  checkLabelledFeatures(train);
  const { k } = parameters;
  if (!Number.isInteger(k) || k < 1 || k > train.labels.length) {
    throw new AppError({
      code: "OUT_OF_RANGE",
      message: `${k} neighbours of ${train.labels.length} training rows are not possible.`,
      hint: "Give a whole number from 1 to the number of training rows.",
    });
  }
  const { features, labels, numClasses } = train;
  const model = { form: "neighbours", rows: features, labels, numClasses, ...parameters } as const;
  const shape = { numClasses, columns: features.columns };
  return classifierOf(model, { kind: "k-nearest-neighbours", parameters, ...shape });
}

export const nearestNeighbours: ClassifierFamily<NeighbourParameters> = {
  kind: "k-nearest-neighbours",
  grid: ({ rows }) =>
    (["cosine", "euclidean"] as const).flatMap((distance) =>
      [9, 5, 3, 1].filter((k) => k <= rows).map((k) => ({ k, distance })),
    ),
  usual: () => ({ k: 1, distance: "cosine" }),
  seesScale: true,
  fit: (train, parameters) => fitNearestNeighbours(train, parameters),
  predictGrid({ train, span }, grid) {
    // What a held row loses in the span adds the same to all its distances, or scales all its cosines.
    const { coordinates, held } = span();
    return votes({ train: { ...train, features: coordinates.reduced }, features: held }, grid);
  },
};

function votes(
  { train, features }: { train: LabelledFeatures; features: FeatureMatrix },
  grid: readonly NeighbourParameters[],
): Float64Array[] {
  const farthest = Math.max(0, ...grid.map(({ k }) => k));
  const neighbours = findNeighbours(train.features, features, farthest);
  return grid.map(({ k, distance }) => voteShares(train, neighbours[distance], { k, farthest }));
}
