import { createRng, gaussian } from "../../../analysis/random/index.ts";
import type { LabelledFeatures } from "../classifier.ts";
import type { DoubleMatrix } from "../feature-matrix.ts";

export function matrix(values: ArrayLike<number>, columns: number): DoubleMatrix {
  return { data: Float64Array.from(values), rows: values.length / columns, columns };
}

/** What a fixture of `make_classifier_fixtures.py` holds besides its expected numbers. */
interface FixtureCase {
  readonly columns: number;
  readonly classes: number;
  readonly train: number[];
  readonly labels: number[];
  readonly held: number[];
}

export function readCase({ columns, classes, train, labels, held }: FixtureCase) {
  const features = matrix(train, columns);
  return {
    train: { features, labels: Int32Array.from(labels), numClasses: classes },
    held: matrix(held, columns),
  };
}

/** Normally distributed rows, the classes in turn and a little apart in their first columns. */
export function randomRows(
  rows: number,
  columns: number,
  { numClasses = 2, seed = 1 } = {},
): LabelledFeatures {
  const rng = createRng(seed);
  const labels = Int32Array.from({ length: rows }, (_, i) => i % numClasses);
  const data = Float64Array.from({ length: rows * columns }, (_, at) => {
    const label = labels[Math.floor(at / columns)]!;
    return gaussian(rng) + (at % columns === label ? 1.5 : 0);
  });
  return { features: { data, rows, columns }, labels, numClasses };
}

/** Largest difference between two lists of the same length. */
export function largestGap(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  let gap = 0;
  for (let i = 0; i < found.length; i++) gap = Math.max(gap, Math.abs(found[i]! - expected[i]!));
  return gap;
}
