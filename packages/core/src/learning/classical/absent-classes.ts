import {
  type Classifier,
  type ClassifierParameters,
  checkLabelledFeatures,
  type LabelledFeatures,
} from "./classifier.ts";
import type { ClassifierFamily } from "./classifier-family.ts";
import { checkFeatures } from "./feature-matrix.ts";

/**
 * The family for training rows that may lack some of the classes, as a fold of a rare class does.
 *
 * The inner family sees checked rows, and only the classes that have some, at least two of them. Of n rows, each class
 * without one gets the share 1 / (n + numClasses) of every probability (Laplace's rule of succession
 * for what was never seen), so that meeting it later costs much, but not everything.
 */
export function overPresentClasses<P extends ClassifierParameters>(
  inner: ClassifierFamily<P>,
): ClassifierFamily<P> {
  return {
    ...inner,
    fit(train, parameters, seed) {
      checkLabelledFeatures(train);
      const present = presentClasses(train);
      if (present.length === train.numClasses) return inner.fit(train, parameters, seed);
      const model =
        present.length > 1 ? inner.fit(renumber(train, present), parameters, seed) : null;
      const { columns } = train.features;
      return {
        kind: inner.kind,
        parameters,
        numClasses: train.numClasses,
        columns,
        linear: null,
        predict(features): ReturnType<Classifier["predict"]> {
          checkFeatures(features, columns);
          const own = model?.predict(features) ?? new Float64Array(features.rows).fill(1);
          return spread(own, present, train);
        },
      };
    },
    predictGrid(fold, grid) {
      const { train, held } = fold;
      const present = presentClasses(train);
      if (present.length === train.numClasses) return inner.predictGrid(fold, grid);
      if (present.length === 1) {
        const certain = new Float64Array(held.rows).fill(1);
        return grid.map(() => spread(certain, present, train));
      }
      const own = inner.predictGrid({ ...fold, train: renumber(train, present) }, grid);
      return own.map((probabilities) => spread(probabilities, present, train));
    },
  };
}

/** Classes that have a row, in ascending order. */
function presentClasses({ labels, numClasses }: LabelledFeatures): number[] {
  const seen = new Set(labels);
  return Array.from({ length: numClasses }, (_, k) => k).filter((k) => seen.has(k));
}

function renumber(train: LabelledFeatures, present: readonly number[]): LabelledFeatures {
  const numberOf = new Map(present.map((label, k) => [label, k]));
  const labels = train.labels.map((label) => numberOf.get(label)!);
  return { ...train, labels, numClasses: present.length };
}

/** From shape [m, present] to [m, numClasses]. */
function spread(
  probabilities: Float64Array,
  present: readonly number[],
  { labels, numClasses }: LabelledFeatures,
): Float64Array {
  const share = 1 / (labels.length + numClasses);
  const rest = 1 - share * (numClasses - present.length);
  const rows = probabilities.length / present.length;
  const spread = new Float64Array(rows * numClasses).fill(share);
  for (let row = 0; row < rows; row++) {
    for (const [k, label] of present.entries()) {
      spread[row * numClasses + label] = rest * probabilities[row * present.length + k]!;
    }
  }
  return spread;
}
