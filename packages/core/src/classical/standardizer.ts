import { AppError } from "../errors.ts";
import type { LinearMap } from "./classifier.ts";
import { checkColumns, type DoubleMatrix, type FeatureMatrix } from "./feature-matrix.ts";

/** Shifts and scales features to mean 0 and variance 1 on the rows it was fitted to. */
export interface Standardizer {
  /** Shape [columns]. */
  readonly mean: Float64Array;
  /** Standard deviation (population), 1 for a constant feature; shape [columns]. */
  readonly scale: Float64Array;
}

/**
 * Mean and scale of each feature. A feature that is constant, or differs from it by no more than
 * rounding, keeps the scale 1: it becomes 0 everywhere instead of 0/0.
 *
 * @param features Shape [n, d], n at least 1. Equals scikit-learn's `StandardScaler`.
 * @throws {AppError} EMPTY_INPUT.
 */
export function fitStandardizer(features: FeatureMatrix): Standardizer {
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
  const scale = variance.map((sum, j) => {
    const own = sum / rows;
    const rounding = rows * Number.EPSILON * own + (rows * mean[j]! * Number.EPSILON) ** 2;
    return own <= rounding ? 1 : Math.sqrt(own);
  });
  return { mean, scale };
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
