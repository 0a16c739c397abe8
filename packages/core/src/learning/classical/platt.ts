import { minimise } from "./lbfgs.ts";

/** p = 1 / (1 + exp(-(slope · score + offset))). */
export interface Sigmoid {
  readonly slope: number;
  readonly offset: number;
}

/**
 * The sigmoid that turns scores into probabilities with the least cross-entropy.
 *
 * The targets are (N₊ + 1) / (N₊ + 2) and 1 / (N₋ + 2) instead of 1 and 0, so that scores which
 * separate the classes do not make it a step. Equals what scikit-learn's
 * `CalibratedClassifierCV(method="sigmoid")` fits, except that the slope is never negative: scores that
 * rank unseen rows the wrong way round say nothing about the class, and do not speak for another one.
 *
 * @param scores Of rows that the classifier had not seen, shape [n].
 * @param isPositive Whether each belongs to the class, shape [n].
 * @see Platt 1999, "Probabilistic outputs for support vector machines".
 */
export function fitSigmoid(scores: Float64Array, isPositive: readonly boolean[]): Sigmoid {
  const positives = isPositive.filter(Boolean).length;
  const negatives = isPositive.length - positives;
  const targets = isPositive.map((own) =>
    own ? (positives + 1) / (positives + 2) : 1 / (negatives + 2),
  );
  const start = Float64Array.of(0, Math.log((positives + 1) / (negatives + 1)));
  // Scores of one size, so that one tolerance suits them all.
  const size = scores.reduce((largest, score) => Math.max(largest, Math.abs(score)), 0) || 1;
  const objective = (x: Float64Array, gradient: Float64Array): number => {
    let value = 0;
    gradient.fill(0);
    for (const [i, target] of targets.entries()) {
      const score = scores[i]! / size;
      const logit = x[0]! * score + x[1]!;
      value += softplus(logit) - target * logit;
      const error = 1 / (1 + Math.exp(-logit)) - target;
      gradient[0]! += error * score;
      gradient[1]! += error;
    }
    return value;
  };
  const { x } = minimise(objective, start, { tolerance: 1e-8, maxIterations: 500 });
  if (x[0]! >= 0) return { slope: x[0]! / size, offset: x[1]! };
  // The loss is convex: its least value among slopes of at least 0 then lies at 0, with the mean target.
  const share = targets.reduce((sum, target) => sum + target, 0) / targets.length;
  return { slope: 0, offset: Math.log(share / (1 - share)) };
}

/** ln(1 + exp(z)) without overflow. */
function softplus(z: number): number {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
}
