import { AppError } from "../../contract/errors.ts";
import type { DoubleMatrix, FeatureMatrix } from "./feature-matrix.ts";
import { checkColumns } from "./feature-matrix.ts";
import type { LinearMap } from "./linear-map.ts";

/**
 * How features are scaled. `own`: each by its own spread, floored (see `floorSpreads`). `shared`: all
 * by one, which leaves their proportions as they are; right where they have one unit, as pixels do.
 */
export type Scaling = "own" | "shared";

/** Shifts features to mean 0 and scales them to variance 1 on the rows it was fitted to. */
export interface Standardizer {
  /** Shape [columns]. */
  readonly mean: Float64Array;
  /** What a feature is divided by, above 0; shape [columns]. */
  readonly scale: Float64Array;
}

/**
 * Mean and scale of each feature. Without a `scaling` the scale is that of scikit-learn's
 * `StandardScaler`: the standard deviation (population), and 1 for a feature that is constant or differs
 * from it by no more than rounding, so that it becomes 0 everywhere instead of 0/0.
 *
 * @param features Shape [n, d], n at least 1.
 * @throws {AppError} EMPTY_INPUT.
 */
export function fitStandardizer(features: FeatureMatrix, scaling?: Scaling): Standardizer {
  const { data, rows, columns } = features;
  if (rows === 0) {
    throw new AppError({
      code: "EMPTY_INPUT",
      message: "There are no rows to take the mean of.",
      hint: "Give at least one training image.",
    });
  }
  const mean = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) mean[j]! += data[i * columns + j]!;
  }
  for (let j = 0; j < columns; j++) mean[j]! /= rows;

  const variance = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) variance[j]! += (data[i * columns + j]! - mean[j]!) ** 2;
  }
  const spreads = variance.map((sum, j) => spreadOf(sum / rows, { mean: mean[j]!, rows }));
  if (scaling === "own") return { mean, scale: floorSpreads(spreads) };
  if (scaling === "shared") return { mean, scale: sharedScale(spreads) };
  return { mean, scale: spreads.map((spread) => spread || 1) };
}

/**
 * Standard deviation from a variance, 0 where the values differ by no more than rounding does: the
 * same bound as scikit-learn's.
 */
export function spreadOf(variance: number, { mean, rows }: { mean: number; rows: number }): number {
  const rounding = rows * Number.EPSILON * variance + (rows * mean * Number.EPSILON) ** 2;
  return variance <= rounding ? 0 : Math.sqrt(variance);
}

/** Share of the median spread that a feature's scale is at least. */
const FLOOR = 0.1;

/**
 * Spreads to divide by: none is less than a tenth of the median of those above 0.
 *
 * A pixel that is dark in all training images but one, or a feature that is hardly ever active, has a
 * tiny spread by chance. Divided by it, the next image that differs would get a value of hundreds and
 * decide alone. Without any variation there is no unit, and the scale is 1.
 */
export function floorSpreads(spreads: Float64Array): Float64Array {
  const varying = spreads.filter((spread) => spread > 0).sort();
  if (varying.length === 0) return spreads.map(() => 1);
  const floor = FLOOR * varying[varying.length >> 1]!;
  return spreads.map((spread) => Math.max(spread, floor));
}

function sharedScale(spreads: Float64Array): Float64Array {
  const varying = spreads.filter((spread) => spread > 0);
  const sum = varying.reduce((total, spread) => total + spread * spread, 0);
  return spreads.map(() => (sum > 0 ? Math.sqrt(sum / varying.length) : 1));
}

/**
 * @param features Shape [n, d].
 * @returns A new matrix of doubles, shape [n, d].
 * @throws {AppError} SHAPE_MISMATCH.
 */
export function standardize({ mean, scale }: Standardizer, features: FeatureMatrix): DoubleMatrix {
  const { data, rows, columns } = features;
  checkColumns(features, mean.length);
  const standardized = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const at = i * columns + j;
      standardized[at] = (data[at]! - mean[j]!) / scale[j]!;
    }
  }
  return { data: standardized, rows, columns };
}

/** The map of raw features that gives what `linear` gives for the standardised ones. */
export function onRawFeatures({ mean, scale }: Standardizer, linear: LinearMap): LinearMap {
  const bias = Float64Array.from(linear.bias);
  const weights = linear.weights.map((weight, i) => {
    const column = Math.floor(i / bias.length);
    const scaled = weight / scale[column]!;
    bias[i % bias.length]! -= mean[column]! * scaled;
    return scaled;
  });
  return { weights, bias };
}
