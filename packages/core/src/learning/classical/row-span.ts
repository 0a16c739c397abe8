import { solveLower, solveLowerTransposed } from "./cholesky.ts";
import { type DoubleMatrix, type FeatureMatrix, takeRows, toDoubles } from "./feature-matrix.ts";
import { crossProducts, gram } from "./products.ts";

/** Coordinates for feature vectors in which a linear classifier can be fitted. */
export interface Coordinates {
  /** The rows it was made from, shape [n, r]. */
  readonly reduced: DoubleMatrix;
  /** Length d of the feature vectors. */
  readonly columns: number;
  /** Coordinates of other feature vectors, from shape [m, d] to [m, r]. */
  project(features: FeatureMatrix): FeatureMatrix;
  /**
   * A weight vector for features from one for coordinates, shape [r] to [d]: the inner product with
   * any feature vector stays the same, and so does its length.
   */
  expand(weights: Float64Array): Float64Array;
}

/** Share of the largest variance below which a direction counts as rounding. */
const RANK_TOLERANCE = 1e-10;

/**
 * An orthonormal basis of the span of the rows, for more columns than rows.
 *
 * A classifier with an L2 penalty has its optimal weights in the span of the training rows (the
 * representer theorem: any part outside adds to the penalty and changes no training logit). So n
 * coordinates say as much as d columns. With X the rows and X Xᵀ = L Lᵀ (Cholesky, pivoted, so that
 * rows that others span are left out), X = L Q with orthonormal rows Q = L₁⁻¹ X₁, where ₁ stands for
 * the pivot rows: L holds the coordinates, and no matrix of d columns is ever factored.
 *
 * @param features Shape [n, d].
 * @see Schölkopf, Herbrich & Smola 2001, doi:10.1007/3-540-44581-1_27 (representer theorem);
 *   Higham 2009, doi:10.1002/wics.18 (pivoted Cholesky).
 */
export function spanOfRows(features: FeatureMatrix): Coordinates {
  const { rows } = features;
  const { factor, pivots } = pivotedCholesky(gram(features), rows);
  const rank = pivots.length;
  const pivotRows = takeRows(features, pivots);
  const triangle = takeRows({ data: factor, rows, columns: rank }, pivots).data as Float64Array;
  return {
    reduced: { data: factor, rows, columns: rank },
    columns: features.columns,
    project(others) {
      const products = crossProducts(others, pivotRows);
      for (let row = 0; row < others.rows; row++) {
        solveLower(triangle, products.subarray(row * rank, (row + 1) * rank));
      }
      return { data: products, rows: others.rows, columns: rank };
    },
    expand(weights) {
      const mixture = Float64Array.from(weights);
      solveLowerTransposed(triangle, mixture);
      const expanded = new Float64Array(features.columns);
      for (let p = 0; p < rank; p++) {
        const row = pivotRows.data.subarray(p * features.columns, (p + 1) * features.columns);
        const share = mixture[p]!;
        for (let j = 0; j < row.length; j++) expanded[j]! += share * row[j]!;
      }
      return expanded;
    },
  };
}

/** The coordinates in which there is least to do: in the span of the rows where that is smaller. */
export function shortestCoordinates(features: FeatureMatrix): Coordinates {
  return features.columns > features.rows ? spanOfRows(features) : plainCoordinates(features);
}

/** The features themselves as coordinates. */
function plainCoordinates(features: FeatureMatrix): Coordinates {
  return {
    reduced: toDoubles(features),
    columns: features.columns,
    project: (others) => others,
    expand: (weights) => Float64Array.from(weights),
  };
}

/**
 * L with L Lᵀ = the matrix, up to rounding, its columns in the order in which rows were chosen as
 * pivots: always the row of which most is not yet explained.
 *
 * @param matrix Symmetric and positive semi-definite, shape [n, n]. Not changed.
 * @returns `factor` of shape [n, r] and the r pivots.
 */
function pivotedCholesky(
  matrix: Float64Array,
  n: number,
): { factor: Float64Array; pivots: number[] } {
  const unexplained = Float64Array.from({ length: n }, (_, i) => matrix[i * n + i]!);
  const limit = RANK_TOLERANCE * unexplained.reduce((a, b) => Math.max(a, b), 0);
  const wide = new Float64Array(n * n); // row i holds row i of L
  const pivots: number[] = [];
  while (pivots.length < n) {
    let pivot = 0;
    for (let i = 1; i < n; i++) if (unexplained[i]! > unexplained[pivot]!) pivot = i;
    if (!(unexplained[pivot]! > limit)) break;
    const column = pivots.length;
    const size = Math.sqrt(unexplained[pivot]!);
    for (let i = 0; i < n; i++) {
      if (unexplained[i] === 0) continue; // a pivot already: zero from here on
      let rest = matrix[i * n + pivot]!;
      for (let c = 0; c < column; c++) rest -= wide[i * n + c]! * wide[pivot * n + c]!;
      const entry = i === pivot ? size : rest / size;
      wide[i * n + column] = entry;
      unexplained[i] = Math.max(Number.MIN_VALUE, unexplained[i]! - entry * entry);
    }
    unexplained[pivot] = 0;
    pivots.push(pivot);
  }
  const rank = pivots.length;
  const factor = new Float64Array(n * rank);
  for (let i = 0; i < n; i++) factor.set(wide.subarray(i * n, i * n + rank), i * rank);
  return { factor, pivots };
}
