import { once } from "../../analysis/metrics/measure/measure-context.ts";
import { createRng } from "../../analysis/random/index.ts";
import { stratifiedFolds } from "../split/index.ts";
import type { Fold } from "./classifier.ts";
import {
  type ClassifierFamily,
  checkLabelledFeatures,
  type LabelledFeatures,
} from "./classifier.ts";
import type { ClassifierParameters, PresentClassesModel } from "./fitted-model.ts";
import { classifierOf, spread } from "./fitted-model.ts";

import { shortestCoordinates } from "./linear-algebra.ts";
import { sortColumns } from "./trees/tree.ts";

export function makeFold({ train, held, seed }: Pick<Fold, "train" | "held" | "seed">): Fold {
  const span = once(() => {
    const coordinates = shortestCoordinates(train.features);
    return { coordinates, held: coordinates.project(held) };
  });
  return { train, held, seed, span, sorted: once(() => sortColumns(train.features)) };
}

/** The fold of a row that is in no fold: it is learnt from always, and never held out. */
export const NEVER_HELD = -1;

interface FoldInput {
  /** Shape [n], each in [0, numClasses). */
  readonly labels: Int32Array;
  readonly numClasses: number;
  /** Name of each row's unit: rows of one name stay together. */
  readonly keys: readonly string[];
  /** Folds, at least 2, wanted where there are enough images. */
  readonly folds: number;
  readonly seed: number;
}

/**
 * Folds for a cross-validation inside the training images, also where some classes have few of them.
 *
 * - There are no more folds than units of the most frequent class, as in scikit-learn's
 *   `StratifiedKFold`: with two images per class two folds, each fold with one of every class. Leaving
 *   out one image of two instead would make its class the rarer one, and every fit would be biased
 *   against the answer.
 * - No fold takes a class's last images out of training: a fit that has never seen a class cannot be
 *   asked about it, and the scores it gives to that class's images are upside down. Such images, those
 *   of a class with one unit above all, are in no fold (`NEVER_HELD`).
 *
 * @returns Fold of each row, shape [n]; `NEVER_HELD` for rows that are in no fold. All rows can be.
 * @throws {AppError} TOO_FEW_IMAGES if all rows are of one unit.
 */
export function dealInnerFolds({ labels, numClasses, keys, folds, seed }: FoldInput): Int32Array {
  const units = new Set(keys).size;
  const most = Math.max(...unitsOfClasses({ labels, numClasses, keys }));
  const count = Math.min(folds, Math.max(2, most), Math.max(2, units));
  const foldOf = stratifiedFolds(labels, { numClasses, folds: count, rng: createRng(seed), keys });
  for (let label = 0; label < numClasses; label++) {
    const rows = [...labels.keys()].filter((row) => labels[row] === label);
    const first = rows.length > 0 ? foldOf[rows[0]!]! : NEVER_HELD;
    if (first === NEVER_HELD || rows.some((row) => foldOf[row] !== first)) continue;
    const kept = new Set(rows.map((row) => keys[row]!));
    for (const [row, key] of keys.entries()) if (kept.has(key)) foldOf[row] = NEVER_HELD;
  }
  return foldOf;
}

/** Units that each class has rows in, shape [numClasses]. */
function unitsOfClasses({
  labels,
  numClasses,
  keys,
}: Pick<FoldInput, "labels" | "numClasses" | "keys">): number[] {
  const units = Array.from({ length: numClasses }, () => new Set<string>());
  for (const [row, key] of keys.entries()) units[labels[row]!]!.add(key);
  return units.map((own) => own.size);
}

/** The folds that have rows, and the rows of each, in ascending order. */
export function rowsOfFolds(foldOf: Int32Array): Map<number, Int32Array> {
  const numbers = [...new Set(foldOf)].filter((fold) => fold !== NEVER_HELD).sort((a, b) => a - b);
  return new Map(
    numbers.map((fold) => [
      fold,
      Int32Array.from(foldOf.keys()).filter((row) => foldOf[row] === fold),
    ]),
  );
}

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
      const fitted =
        present.length > 1 ? inner.fit(renumber(train, present), parameters, seed) : null;
      const { numClasses } = train;
      const classes = { form: "present-classes", ...spreadOver(train, present) } as const;
      const model = { ...classes, inner: fitted?.model ?? null };
      const shape = { numClasses, columns: train.features.columns };
      return classifierOf(model, { kind: inner.kind, parameters, ...shape });
    },
    predictGrid(fold, grid) {
      const { train, held } = fold;
      const present = presentClasses(train);
      if (present.length === train.numClasses) return inner.predictGrid(fold, grid);
      if (present.length === 1) {
        const certain = new Float64Array(held.rows).fill(1);
        return grid.map(() => spread(certain, spreadOver(train, present)));
      }
      const own = inner.predictGrid({ ...fold, train: renumber(train, present) }, grid);
      return own.map((probabilities) => spread(probabilities, spreadOver(train, present)));
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

/** How the probabilities of the present classes become those of all. */
function spreadOver(
  { labels, numClasses }: LabelledFeatures,
  present: readonly number[],
): Pick<PresentClassesModel, "present" | "numClasses" | "share"> {
  const share = 1 / (labels.length + numClasses);
  return { present: Int32Array.from(present), numClasses, share };
}
