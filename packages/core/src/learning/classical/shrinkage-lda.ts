import type { ClassifierFamily, LabelledFeatures } from "./classifier.ts";
import { linearClassifier } from "./fitted-model.ts";
import { overPresentClasses } from "./folds.ts";
import { cholesky, crossProducts, gram, solveCholesky, transpose } from "./linear-algebra.ts";
import type { LinearMap } from "./linear-map.ts";
import { atTemperature } from "./linear-map.ts";
import { checkTemperature, temperatureGrid, usualTemperature } from "./logistic-regression.ts";
import { type ClassMeans, classMeans, withinClasses } from "./nearest-centroid.ts";
import { spreadOf } from "./standardizer.ts";

type LdaParameters = {
  /** Above 0. */
  readonly temperature: number;
};

const TEMPERATURES = temperatureGrid(128, 2);

/**
 * Linear discriminant analysis: in each class the features are jointly normal, all classes with one
 * covariance matrix, which is shrunk by the rule of Ledoit and Wolf, so that it can be inverted where
 * there are more features than rows.
 *
 * The probabilities are the softmax of the log-densities / temperature; at the temperature 1 they are
 * those of scikit-learn's `LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto")`.
 *
 * Its `fit` throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH, OUT_OF_RANGE or LABEL_OUT_OF_RANGE.
 */
export const shrinkageLda: ClassifierFamily<LdaParameters> = overPresentClasses({
  kind: "shrinkage-lda",
  grid: () => TEMPERATURES.map((temperature) => ({ temperature })),
  usual: ({ columns }) => ({ temperature: usualTemperature(TEMPERATURES, columns) }),
  seesScale: false,
  fit: (train, parameters) => asClassifier(discriminants(train), parameters),
  predictGrid({ train, held }, grid) {
    const linear = discriminants(train);
    return grid.map((parameters) => asClassifier(linear, parameters).predict(held));
  },
});

function asClassifier(linear: LinearMap, parameters: LdaParameters) {
  checkTemperature(parameters.temperature);
  const scaled = atTemperature(linear, parameters.temperature);
  return linearClassifier(scaled, { kind: "shrinkage-lda", parameters });
}

/** x Σ⁻¹ m - m Σ⁻¹ m / 2 + ln(share) for each class mean m; Σ is what the classes have in common. */
function discriminants(train: LabelledFeatures): LinearMap {
  const { numClasses } = train;
  const { rows, columns } = train.features;
  const centres = classMeans(train);
  const covariance = withinCovariance(train, centres);
  const weights = new Float64Array(columns * numClasses);
  const bias = Float64Array.from(centres.counts, (count) => Math.log(count / rows));
  for (let k = 0; k < numClasses; k++) {
    const mean = centres.means.subarray(k * columns, (k + 1) * columns);
    const solved = covariance.solve(mean);
    for (let j = 0; j < columns; j++) {
      weights[j * numClasses + k] = solved[j]!;
      bias[k]! -= (mean[j]! * solved[j]!) / 2;
    }
  }
  return { weights, bias };
}

/** A covariance matrix of which only solutions are wanted. */
interface Covariance {
  /** Σ⁻¹ b. @param b Shape [columns]; not changed. */
  solve(b: Float64Array): Float64Array;
}

/** Share of the mean variance below which a direction counts as rounding. */
const FLOOR = 1e-9;

/**
 * The covariance within the classes: the mean of those of the classes, weighted by their rows, each
 * shrunk towards the diagonal of its own variances (Ledoit-Wolf on standardised features).
 *
 * It is a diagonal matrix plus a product of matrices of as many rows as there are examples. With more
 * columns than rows the inverse therefore takes a matrix of [rows, rows] only (Woodbury).
 */
function withinCovariance(train: LabelledFeatures, centres: ClassMeans): Covariance {
  const { rows, columns } = train.features;
  const scattered = { rows, columns, data: withinClasses(train, centres) };
  const diagonal = new Float64Array(columns);
  for (let k = 0; k < train.numClasses; k++) {
    const members = [...train.labels.keys()].filter((row) => train.labels[row] === k);
    const mean = centres.means.subarray(k * columns, (k + 1) * columns);
    const { scale, shrinkage, meanVariance } = shrinkClass(scattered.data, members, mean);
    const share = members.length / rows;
    for (let j = 0; j < columns; j++) {
      diagonal[j]! += share * shrinkage * meanVariance * scale[j]! ** 2;
    }
    // What is left of the class's own covariance: Σ xᵀ x (1 - shrinkage) / rows over its rows.
    const factor = Math.sqrt((1 - shrinkage) / rows);
    for (const row of members) {
      for (let j = 0; j < columns; j++) scattered.data[row * columns + j]! *= factor;
    }
  }
  let trace = 0;
  for (const value of diagonal) trace += value;
  for (const value of scattered.data) trace += value * value;
  // Without any variance within the classes there is no direction to prefer.
  const floor = trace > 0 ? (FLOOR * trace) / columns : 1;
  for (let j = 0; j < columns; j++) diagonal[j]! += floor;
  return columns > rows ? inRows(diagonal, scattered) : inColumns(diagonal, scattered);
}

interface Shrunk {
  /** Standard deviation of each feature in the class, 1 where it is constant; shape [columns]. */
  readonly scale: Float64Array;
  readonly shrinkage: number;
  /** Of the standardised features: the share of those that vary. */
  readonly meanVariance: number;
}

/**
 * @param centred Rows less the mean of their class, shape [rows, columns].
 * @param mean Of this class, shape [columns].
 */
function shrinkClass(
  centred: Float64Array,
  members: readonly number[],
  mean: Float64Array,
): Shrunk {
  const columns = mean.length;
  const count = members.length;
  const scale = new Float64Array(columns);
  const own = new Float64Array(count * columns);
  for (const [i, row] of members.entries()) {
    for (let j = 0; j < columns; j++) {
      const value = centred[row * columns + j]!;
      own[i * columns + j] = value;
      scale[j]! += value * value;
    }
  }
  let varying = 0;
  for (let j = 0; j < columns; j++) {
    // Rounding alone must not count as variance: divided by itself it would weigh as much as any feature.
    const spread = spreadOf(scale[j]! / count, { mean: mean[j]!, rows: count });
    if (spread > 0) varying += 1;
    else for (let i = 0; i < count; i++) own[i * columns + j] = 0;
    scale[j] = spread || 1;
  }
  for (let at = 0; at < own.length; at++) own[at]! /= scale[at % columns]!;
  return { scale, shrinkage: ledoitWolfShrinkage(own, count), meanVariance: varying / columns };
}

interface Scattered {
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/** (D + Xᵀ X)⁻¹ b = D⁻¹ b - D⁻¹ Xᵀ (I + X D⁻¹ Xᵀ)⁻¹ X D⁻¹ b. */
function inRows(diagonal: Float64Array, { data, rows, columns }: Scattered): Covariance {
  const root = diagonal.map(Math.sqrt);
  const scaled = { data: data.map((value, at) => value / root[at % columns]!), rows, columns };
  const inner = gram(scaled);
  for (let i = 0; i < rows; i++) inner[i * rows + i]! += 1;
  const lower = cholesky(inner, rows);
  return {
    solve(b) {
      const solved = b.map((value, j) => value / root[j]!);
      const mixture = crossProducts(scaled, { data: solved, rows: 1, columns });
      solveCholesky(lower, mixture);
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) {
          solved[j]! -= mixture[i]! * scaled.data[i * columns + j]!;
        }
      }
      return solved.map((value, j) => value / root[j]!);
    },
  };
}

/** By the matrix itself. */
function inColumns(diagonal: Float64Array, { data, rows, columns }: Scattered): Covariance {
  const matrix = gram({ data: transpose(data, columns), rows: columns, columns: rows });
  for (let j = 0; j < columns; j++) matrix[j * columns + j]! += diagonal[j]!;
  const lower = cholesky(matrix, columns);
  return {
    solve(b) {
      const solved = Float64Array.from(b);
      solveCholesky(lower, solved);
      return solved;
    },
  };
}

/**
 * How far the covariance matrix of some rows is best drawn towards a multiple of the identity, so that
 * the expected squared error is least: (1 - shrinkage) S + shrinkage (tr S / columns) I.
 *
 * The squares of the entries of Xᵀ X sum to those of X Xᵀ, so no matrix of columns x columns is made.
 *
 * @param centred Rows less their mean, shape [rows, columns].
 * @returns In [0, 1]. Equals scikit-learn's `ledoit_wolf_shrinkage`.
 * @see Ledoit & Wolf 2004, doi:10.1016/S0047-259X(03)00096-4.
 */
export function ledoitWolfShrinkage(centred: Float64Array, rows: number): number {
  const columns = centred.length / rows;
  if (columns === 1) return 0;
  const products = gram({ data: centred, rows, columns });
  let [trace, ofSquares, squaredNorm] = [0, 0, 0];
  for (let i = 0; i < rows; i++) {
    const length = products[i * rows + i]!;
    trace += length / rows;
    ofSquares += length * length;
    for (let j = 0; j < rows; j++) squaredNorm += (products[i * rows + j]! / rows) ** 2;
  }
  const distance = (squaredNorm - (trace * trace) / columns) / columns;
  const noise = (ofSquares / rows - squaredNorm) / (columns * rows);
  return distance > 0 && noise > 0 ? Math.min(1, noise / distance) : 0;
}
