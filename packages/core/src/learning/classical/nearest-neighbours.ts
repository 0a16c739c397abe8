import { AppError } from "../../contract/errors.ts";
import {
  type Classifier,
  type ClassifierFamily,
  checkLabelledFeatures,
  type LabelledFeatures,
} from "./classifier.ts";
import type { FeatureMatrix } from "./feature-matrix.ts";
import { checkFeatures } from "./feature-matrix.ts";
import { crossProducts } from "./linear-algebra.ts";

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
  return {
    kind: "k-nearest-neighbours",
    parameters,
    numClasses: train.numClasses,
    columns: train.features.columns,
    linear: null,
    predict(features) {
      checkFeatures(features, train.features.columns);
      return votes({ train, features }, [parameters])[0]!;
    },
  };
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

/** @param neighbours Training rows, the nearest first, shape [m, farthest]. */
function voteShares(
  { labels, numClasses }: LabelledFeatures,
  neighbours: Int32Array,
  { k, farthest }: { k: number; farthest: number },
): Float64Array {
  const rows = neighbours.length / farthest;
  const shares = new Float64Array(rows * numClasses).fill(1 / numClasses / (k + 1));
  for (let row = 0; row < rows; row++) {
    for (let rank = 0; rank < k; rank++) {
      const label = labels[neighbours[row * farthest + rank]!]!;
      shares[row * numClasses + label]! += 1 / (k + 1);
    }
  }
  return shares;
}

/** Euclidean distance, or 1 - the cosine of the angle (1 for a vector of zeros). */
type NeighbourDistance = "euclidean" | "cosine";

/**
 * The nearest training rows of each row, for both distances from one set of inner products. Of two
 * rows equally far the earlier one counts as nearer.
 *
 * @param train Shape [n, d].
 * @param features Shape [m, d].
 * @param count At most n.
 * @returns For each distance, row numbers of `train`, the nearest first, shape [m, count].
 */
function findNeighbours(
  train: FeatureMatrix,
  features: FeatureMatrix,
  count: number,
): Record<NeighbourDistance, Int32Array> {
  const products = crossProducts(features, train);
  const squares = squaredLengths(train);
  const n = train.rows;
  const euclidean = new Int32Array(features.rows * count);
  const cosine = new Int32Array(features.rows * count);
  const scores = new Float64Array(n);
  for (let row = 0; row < features.rows; row++) {
    // |a - b|² less |a|², and minus the cosine times |a|: the same order, |a| being the same.
    for (let j = 0; j < n; j++) scores[j] = squares[j]! - 2 * products[row * n + j]!;
    lowest(scores, euclidean.subarray(row * count, (row + 1) * count));
    for (let j = 0; j < n; j++) {
      scores[j] = squares[j] === 0 ? 0 : -products[row * n + j]! / Math.sqrt(squares[j]!);
    }
    lowest(scores, cosine.subarray(row * count, (row + 1) * count));
  }
  return { euclidean, cosine };
}

/** Fills `positions` with where the lowest scores are, in ascending order, by insertion. */
function lowest(scores: Float64Array, positions: Int32Array): void {
  let filled = 0;
  for (let j = 0; j < scores.length; j++) {
    const last = positions[positions.length - 1]!;
    if (filled === positions.length && !(scores[j]! < scores[last]!)) continue;
    if (filled < positions.length) filled += 1;
    let place = filled - 1;
    for (; place > 0 && scores[j]! < scores[positions[place - 1]!]!; place--) {
      positions[place] = positions[place - 1]!;
    }
    positions[place] = j;
  }
}

function squaredLengths({ data, rows, columns }: FeatureMatrix): Float64Array {
  const squares = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) squares[i]! += data[i * columns + j]! ** 2;
  }
  return squares;
}
