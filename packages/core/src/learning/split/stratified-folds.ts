import { groupBy } from "../../analysis/aggregate.ts";
import { permutation, type Rng } from "../../analysis/random/index.ts";
import { AppError } from "../../contract/errors.ts";

/**
 * Deals rows into folds for cross-validation, the classes spread evenly over them.
 *
 * @param labels Class of each row, shape [n].
 * @param options.folds Number of folds, at least 2.
 * @param options.keys Content hashes: rows with the same key are dealt into the same fold.
 * @returns Fold of each row, in [0, folds), shape [n]. Without shared keys the sizes of two folds,
 *   and their counts of any class, differ by at most 1.
 * @throws {AppError} TOO_FEW_IMAGES if there are fewer different rows than folds.
 */
export function stratifiedFolds(
  labels: Int32Array,
  options: { numClasses: number; folds: number; rng: Rng; keys?: readonly string[] },
): Int32Array {
  const { numClasses, folds, rng, keys } = options;
  const units = [...groupBy(labels.keys(), (row) => keys?.[row] ?? row).values()];
  if (units.length < folds) {
    throw new AppError({
      code: "TOO_FEW_IMAGES",
      message: `${units.length} different training images cannot be divided into ${folds} folds.`,
      hint: "Lower the number of folds, or train on more images.",
    });
  }
  const inFold = Array.from({ length: folds }, () => 0);
  const ofClass = Array.from({ length: numClasses }, () => Array<number>(folds).fill(0));
  const result = new Int32Array(labels.length);
  const shuffled = [...permutation(units.length, rng)].map((unit) => units[unit]!);
  // Class by class, copies first: single rows then even out what copies made uneven.
  shuffled.sort((a, b) => labels[a[0]!]! - labels[b[0]!]! || b.length - a.length);
  for (const rows of shuffled) {
    const counts = ofClass[labels[rows[0]!]!]!;
    let best = 0;
    for (let fold = 1; fold < folds; fold++) {
      if ((counts[fold]! - counts[best]! || inFold[fold]! - inFold[best]!) < 0) best = fold;
    }
    counts[best]! += rows.length;
    inFold[best]! += rows.length;
    for (const row of rows) result[row] = best;
  }
  return result;
}
