import { checkProbabilities } from "./check-probabilities.ts";
import type { Labels } from "./labels.ts";

/**
 * Brier score in its original form: mean over the examples of Σ_k (p_k - y_k)², y_k = 1 for the
 * true class and 0 for all others.
 *
 * @param truth Shape [n].
 * @param probabilities Shape [n, numClasses], row-major.
 * @returns In [0, 2]; 0 is perfect. Equals scikit-learn's `brier_score_loss` with
 *   `scale_by_half=False`; for two classes the half of it is what many call the Brier score.
 * @throws {AppError} As `checkProbabilities`.
 * @see Brier 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2.
 */
export function brierScore(
  truth: Labels,
  probabilities: ArrayLike<number>,
  numClasses: number,
): number {
  checkProbabilities(truth, probabilities, numClasses);
  let sum = 0;
  for (let i = 0; i < truth.length; i++) {
    for (let k = 0; k < numClasses; k++) {
      const error = probabilities[i * numClasses + k]! - (k === truth[i] ? 1 : 0);
      sum += error * error;
    }
  }
  return sum / truth.length;
}
