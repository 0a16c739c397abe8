/**
 * Plain mean over the classes whose score is defined ("macro").
 *
 * @param scores Shape [numClasses].
 * @returns Null if no class has a score. Equals scikit-learn's `average="macro"` with
 *   `zero_division=nan`.
 */
export function macroAverage(scores: readonly (number | null)[]): number | null {
  return weightedAverage(
    scores,
    scores.map(() => 1),
  );
}

/**
 * Mean over the classes whose score is defined, each weighted by its number of examples.
 *
 * @param scores Shape [numClasses].
 * @param weights Shape [numClasses], 0 or above.
 * @returns Null if no class has a score and a weight.
 */
export function weightedAverage(
  scores: readonly (number | null)[],
  weights: readonly number[],
): number | null {
  let [sum, weight] = [0, 0];
  for (const [k, score] of scores.entries()) {
    if (score === null) continue;
    sum += weights[k]! * score;
    weight += weights[k]!;
  }
  return weight === 0 ? null : sum / weight;
}
