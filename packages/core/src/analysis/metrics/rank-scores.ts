import { AppError } from "../../contract/errors.ts";
import type { Labels } from "./labels.ts";

/**
 * How many positives and negatives score at least as high as each threshold: what ROC and
 * precision-recall curves are drawn from.
 */
export interface ScoreRanking {
  /** The different scores, descending, shape [m]. */
  readonly thresholds: Float64Array;
  /** Positives with a score of at least the threshold, shape [m]. */
  readonly truePositives: Int32Array;
  /** Negatives with a score of at least the threshold, shape [m]. */
  readonly falsePositives: Int32Array;
  readonly numPositives: number;
  readonly numNegatives: number;
}

/**
 * Ranks the examples by the probability of one class, which is the positive one.
 *
 * @param truth Shape [n].
 * @param scores Shape [n, numClasses], row-major, or [n] with `numClasses` 1.
 * @throws {AppError} SHAPE_MISMATCH or NOT_A_NUMBER.
 */
export function rankScores(
  truth: Labels,
  scores: ArrayLike<number>,
  { positive, numClasses }: { positive: number; numClasses: number },
): ScoreRanking {
  if (scores.length !== truth.length * numClasses) {
    throw new AppError({
      code: "SHAPE_MISMATCH",
      message: `${scores.length} scores for ${truth.length} examples and ${numClasses} classes.`,
      hint: "Give one score per example and class, example after example.",
    });
  }
  const column = numClasses === 1 ? 0 : positive;
  const positives = new Float64Array(truth.length);
  const negatives = new Float64Array(truth.length);
  let [p, n] = [0, 0];
  for (let i = 0; i < truth.length; i++) {
    const score = scores[i * numClasses + column]!;
    if (Number.isNaN(score)) throw notANumber(i);
    if (truth[i] === positive) positives[p++] = score;
    else negatives[n++] = score;
  }
  // Typed arrays sort natively: many times faster than sorting positions by a comparison.
  return merge(positives.subarray(0, p).sort(), negatives.subarray(0, n).sort());
}

/** Both lists ascend. */
function merge(positives: Float64Array, negatives: Float64Array): ScoreRanking {
  const most = positives.length + negatives.length;
  const thresholds = new Float64Array(most);
  const truePositives = new Int32Array(most);
  const falsePositives = new Int32Array(most);
  let [p, n, m] = [positives.length, negatives.length, 0];
  while (p > 0 || n > 0) {
    const threshold = Math.max(positives[p - 1] ?? -Infinity, negatives[n - 1] ?? -Infinity);
    while (p > 0 && positives[p - 1] === threshold) p -= 1;
    while (n > 0 && negatives[n - 1] === threshold) n -= 1;
    thresholds[m] = threshold;
    truePositives[m] = positives.length - p;
    falsePositives[m] = negatives.length - n;
    m += 1;
  }
  return {
    thresholds: thresholds.subarray(0, m),
    truePositives: truePositives.subarray(0, m),
    falsePositives: falsePositives.subarray(0, m),
    numPositives: positives.length,
    numNegatives: negatives.length,
  };
}

function notANumber(example: number): AppError {
  return new AppError({
    code: "NOT_A_NUMBER",
    message: `The score of example ${example} is NaN.`,
    hint: "The classifier diverged: train it again, at a lower learning rate.",
  });
}
