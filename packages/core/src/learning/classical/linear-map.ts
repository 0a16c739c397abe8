import type { FeatureMatrix } from "./feature-matrix.ts";

/** A linear map to logits: `features · weights + bias`. */
export interface LinearMap {
  /** Shape [columns, numClasses], row-major. */
  readonly weights: Float64Array;
  /** Shape [numClasses]. */
  readonly bias: Float64Array;
}

/** `features · weights + bias`, shape [rows, numClasses]. */
export function applyLinear({ weights, bias }: LinearMap, features: FeatureMatrix): Float64Array {
  const { data, rows, columns } = features;
  const numClasses = bias.length;
  const logits = new Float64Array(rows * numClasses);
  for (let i = 0; i < rows; i++) {
    const row = logits.subarray(i * numClasses, (i + 1) * numClasses);
    row.set(bias);
    for (let j = 0; j < columns; j++) {
      const value = data[i * columns + j]!;
      for (let k = 0; k < numClasses; k++) row[k]! += value * weights[j * numClasses + k]!;
    }
  }
  return logits;
}

/**
 * Replaces each row of logits by its softmax, exp(z_k) / Σ exp(z_j), without overflow.
 *
 * @param logits Shape [n, numClasses], row-major; changed.
 * @returns Sum over the rows of ln Σ exp(z_j) - z_label, if labels are given: the cross-entropy.
 */
export function softmaxRows(logits: Float64Array, numClasses: number, labels?: Int32Array): number {
  let loss = 0;
  for (let start = 0; start < logits.length; start += numClasses) {
    let highest = logits[start]!;
    for (let k = 1; k < numClasses; k++) highest = Math.max(highest, logits[start + k]!);
    const own = labels === undefined ? highest : logits[start + labels[start / numClasses]!]!;
    let sum = 0;
    for (let k = 0; k < numClasses; k++) {
      const power = Math.exp(logits[start + k]! - highest);
      logits[start + k] = power;
      sum += power;
    }
    for (let k = 0; k < numClasses; k++) logits[start + k]! /= sum;
    loss += Math.log(sum) + highest - own;
  }
  return loss;
}

/** The linear map whose softmax is that of `linear` at a temperature. */
export function atTemperature({ weights, bias }: LinearMap, temperature: number): LinearMap {
  return {
    weights: weights.map((weight) => weight / temperature),
    bias: bias.map((own) => own / temperature),
  };
}
