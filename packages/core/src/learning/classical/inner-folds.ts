import { createRng } from "../../analysis/random/index.ts";
import { stratifiedFolds } from "../split/index.ts";

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
