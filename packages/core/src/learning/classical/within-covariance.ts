import { cholesky, solveCholesky } from "./cholesky.ts";
import { type ClassMeans, withinClasses } from "./class-means.ts";
import type { LabelledFeatures } from "./classifier.ts";
import { ledoitWolfShrinkage } from "./ledoit-wolf.ts";
import { crossProducts, gram } from "./products.ts";
import { spreadOf } from "./standardizer.ts";
import { transpose } from "./transpose.ts";

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
export function withinCovariance(train: LabelledFeatures, centres: ClassMeans): Covariance {
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
