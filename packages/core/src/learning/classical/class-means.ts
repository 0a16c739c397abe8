import type { LabelledFeatures } from "./classifier.ts";

/** Where each class lies. */
export interface ClassMeans {
  /** Rows of each class, shape [numClasses]. */
  readonly counts: Int32Array;
  /** Shape [numClasses, columns]; zeros for a class without rows. */
  readonly means: Float64Array;
}

export function classMeans({ features, labels, numClasses }: LabelledFeatures): ClassMeans {
  const { data, rows, columns } = features;
  const counts = new Int32Array(numClasses);
  const means = new Float64Array(numClasses * columns);
  for (let i = 0; i < rows; i++) {
    const start = labels[i]! * columns;
    counts[labels[i]!]! += 1;
    for (let j = 0; j < columns; j++) means[start + j]! += data[i * columns + j]!;
  }
  for (let at = 0; at < means.length; at++) means[at]! /= counts[Math.floor(at / columns)]! || 1;
  return { counts, means };
}

/** Each row less the mean of its class, shape [rows, columns]. */
export function withinClasses(
  { features, labels }: LabelledFeatures,
  { means }: ClassMeans,
): Float64Array {
  const { data, rows, columns } = features;
  const centred = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const start = labels[i]! * columns;
    for (let j = 0; j < columns; j++) {
      centred[i * columns + j] = data[i * columns + j]! - means[start + j]!;
    }
  }
  return centred;
}
