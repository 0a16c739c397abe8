import type { FeatureMatrix } from "./feature-matrix.ts";
import { crossProducts } from "./linear-algebra.ts";

/**
 * The share of the votes of the k nearest training rows that each class gets: (votes + 1 / numClasses) / (k + 1).
 *
 * @param neighbours Training rows, the nearest first, shape [m, farthest].
 * @returns Shape [m, numClasses].
 */
export function voteShares(
  { labels, numClasses }: { labels: Int32Array; numClasses: number },
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
export type NeighbourDistance = "euclidean" | "cosine";

/**
 * The nearest training rows of each row, for both distances from one set of inner products. Of two
 * rows equally far the earlier one counts as nearer.
 *
 * @param train Shape [n, d].
 * @param features Shape [m, d].
 * @param count At most n.
 * @returns For each distance, row numbers of `train`, the nearest first, shape [m, count].
 */
export function findNeighbours(
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
