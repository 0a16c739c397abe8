import { checkProbabilities } from "./check-probabilities.ts";
import type { Labels } from "./labels.ts";

/**
 * How often the true class is among the m most probable ones, for every m.
 *
 * Among equal probabilities the lower class number counts as the more probable one, as in
 * `mostProbable`; scikit-learn's `top_k_accuracy_score` favours the higher one.
 *
 * @param truth Shape [n].
 * @param probabilities Shape [n, numClasses], row-major.
 * @returns Shape [numClasses]: entry m - 1 for m; ascends to 1.
 * @throws {AppError} As `checkProbabilities`.
 */
export function topAccuracy(
  truth: Labels,
  probabilities: ArrayLike<number>,
  numClasses: number,
): number[] {
  checkProbabilities(truth, probabilities, numClasses);
  const atRank = Array<number>(numClasses).fill(0);
  for (let i = 0; i < truth.length; i++) {
    const own = probabilities[i * numClasses + truth[i]!]!;
    let rank = 0;
    for (let k = 0; k < numClasses; k++) {
      const other = probabilities[i * numClasses + k]!;
      if (other > own || (other === own && k < truth[i]!)) rank += 1;
    }
    atRank[rank]! += 1;
  }
  let within = 0;
  return atRank.map((count) => {
    within += count;
    return within / truth.length;
  });
}
