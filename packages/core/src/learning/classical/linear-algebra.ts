import type { DoubleMatrix, FeatureMatrix } from "./feature-matrix.ts";
import { checkColumns, takeRows, toDoubles } from "./feature-matrix.ts";

/** Columns that are multiplied at a time, so that the rows in use stay in the processor's cache. */
const CHUNK = 512;

/**
 * Inner products of the rows of two matrices, a · bᵀ.
 *
 * @param a Shape [m, d].
 * @param b Shape [n, d].
 * @returns Shape [m, n], row-major.
 * @throws {AppError} SHAPE_MISMATCH.
 */
export function crossProducts(a: FeatureMatrix, b: FeatureMatrix): Float64Array {
  checkColumns(a, b.columns);
  const products = new Float64Array(a.rows * b.rows);
  for (let start = 0; start < a.columns; start += CHUNK) {
    addPanelProducts(panelOf(a, start), panelOf(b, start), { products });
  }
  return products;
}

/**
 * Inner products of the rows of a matrix with one another, a · aᵀ.
 *
 * @param a Shape [n, d].
 * @returns Shape [n, n], symmetric to the last bit.
 */
export function gram(a: FeatureMatrix): Float64Array {
  const n = a.rows;
  const products = new Float64Array(n * n);
  for (let start = 0; start < a.columns; start += CHUNK) {
    const panel = panelOf(a, start);
    addPanelProducts(panel, panel, { products, onlyLower: true });
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) products[j * n + i] = products[i * n + j]!;
  }
  return products;
}

/** Up to `CHUNK` columns from `start` on, as doubles. */
function panelOf({ data, rows, columns }: FeatureMatrix, start: number): Panel {
  const length = Math.min(CHUNK, columns - start);
  const packed = new Float64Array(rows * length);
  for (let row = 0; row < rows; row++) {
    const from = row * columns + start;
    packed.set(data.subarray(from, from + length), row * length);
  }
  return { data: packed, rows, length };
}

/** Rows of doubles without gaps, shape [rows, length]. */
export interface Panel {
  readonly data: Float64Array;
  readonly rows: number;
  readonly length: number;
}

/**
 * Adds the inner product of every row of `a` with every row of `b` to `products`: the loop in which
 * a fit spends nearly all of its time.
 *
 * Two rows times four at once: the eight sums stay in registers, do not wait for one another, and
 * each number that is read is used more than once.
 *
 * @param a Shape [m, d].
 * @param b Shape [n, d].
 * @param out.products Shape [m, n], row-major.
 * @param out.onlyLower For a = b: leave out what lies above the diagonal, except near it.
 */
export function addPanelProducts(
  a: Panel,
  b: Panel,
  out: { products: Float64Array; onlyLower?: boolean },
): void {
  const { products } = out;
  const { length } = a;
  const left = a.data;
  const right = b.data;
  for (let j = 0; j < b.rows; j += 4) {
    // Beyond the last row the last one is read again, and what comes of it is not written.
    const b0 = j * length;
    const b1 = Math.min(j + 1, b.rows - 1) * length;
    const b2 = Math.min(j + 2, b.rows - 1) * length;
    const b3 = Math.min(j + 3, b.rows - 1) * length;
    for (let i = out.onlyLower ? j : 0; i < a.rows; i += 2) {
      const a0 = i * length;
      const a1 = Math.min(i + 1, a.rows - 1) * length;
      let [s00, s01, s02, s03, s10, s11, s12, s13] = [0, 0, 0, 0, 0, 0, 0, 0];
      for (let c = 0; c < length; c++) {
        const x0 = left[a0 + c]!;
        const x1 = left[a1 + c]!;
        const y0 = right[b0 + c]!;
        const y1 = right[b1 + c]!;
        const y2 = right[b2 + c]!;
        const y3 = right[b3 + c]!;
        s00 += x0 * y0;
        s01 += x0 * y1;
        s02 += x0 * y2;
        s03 += x0 * y3;
        s10 += x1 * y0;
        s11 += x1 * y1;
        s12 += x1 * y2;
        s13 += x1 * y3;
      }
      const within = b.rows - j;
      const row = i * b.rows + j;
      products[row]! += s00;
      if (within > 1) products[row + 1]! += s01;
      if (within > 2) products[row + 2]! += s02;
      if (within > 3) products[row + 3]! += s03;
      if (i + 1 === a.rows) continue;
      const next = row + b.rows;
      products[next]! += s10;
      if (within > 1) products[next + 1]! += s11;
      if (within > 2) products[next + 2]! += s12;
      if (within > 3) products[next + 3]! += s13;
    }
  }
}

/** From shape [n, columns] to [columns, n]. */
export function transpose(matrix: Float64Array, columns: number): Float64Array {
  const rows = matrix.length / columns;
  const transposed = new Float64Array(matrix.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) transposed[j * rows + i] = matrix[i * columns + j]!;
  }
  return transposed;
}

/**
 * L with L Lᵀ = the matrix.
 *
 * @param matrix Symmetric and positive definite, shape [n, n]; its lower triangle is read. Not changed.
 * @returns Lower triangular, shape [n, n].
 */
export function cholesky(matrix: Float64Array, n: number): Float64Array {
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * n + j]!;
      for (let c = 0; c < j; c++) rest -= lower[i * n + c]! * lower[j * n + c]!;
      lower[i * n + j] = i === j ? Math.sqrt(rest) : rest / lower[j * n + j]!;
    }
  }
  return lower;
}

/** b becomes x with L Lᵀ x = b. */
export function solveCholesky(lower: Float64Array, b: Float64Array): void {
  solveLower(lower, b);
  solveLowerTransposed(lower, b);
}

/** b becomes x with L x = b. */
function solveLower(lower: Float64Array, b: Float64Array): void {
  const n = b.length;
  for (let i = 0; i < n; i++) {
    let rest = b[i]!;
    for (let j = 0; j < i; j++) rest -= lower[i * n + j]! * b[j]!;
    b[i] = rest / lower[i * n + i]!;
  }
}

/** b becomes x with Lᵀ x = b. */
function solveLowerTransposed(lower: Float64Array, b: Float64Array): void {
  const n = b.length;
  for (let i = n - 1; i >= 0; i--) {
    b[i]! /= lower[i * n + i]!;
    for (let j = 0; j < i; j++) b[j]! -= lower[i * n + j]! * b[i]!;
  }
}

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
