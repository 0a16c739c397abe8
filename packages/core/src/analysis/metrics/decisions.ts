import { AppError } from "../../contract/errors.ts";
import { checkDistributions, checkLabelPairs, checkProbabilities, type Labels } from "./labels.ts";

/** Stands in a list of decisions for an example that was not classified. */
export const INDETERMINATE = -1;

export interface DecisionRule {
  /** An example whose highest probability is below this is indeterminate; in [0, 1], default 0. */
  readonly indeterminateThreshold?: number | undefined;
  /**
   * `utility[i][j]`: what it is worth to take an example of class i for class j. Default 1 on the
   * diagonal and 0 elsewhere, with which the most probable class is the best decision.
   */
  readonly utility?: readonly (readonly number[])[] | undefined;
  /** What it is worth not to decide: where that is more than any class promises, none is chosen. */
  readonly indeterminateUtility?: number | undefined;
}

/**
 * The class of the highest expected utility Σ_i p_i U(i, j) for each example, or INDETERMINATE. A
 * tie goes to the lowest class number.
 *
 * @param probabilities Shape [n, numClasses], row-major.
 * @returns Shape [n].
 * @throws {AppError} SHAPE_MISMATCH, NOT_A_NUMBER, NOT_A_DISTRIBUTION or OUT_OF_RANGE.
 * @see Chow 1970, doi:10.1109/TIT.1970.1054406; Elkan 2001 for the utilities.
 */
export function decide(
  probabilities: ArrayLike<number>,
  numClasses: number,
  rule: DecisionRule = {},
): Int32Array {
  const { indeterminateThreshold: threshold = 0, utility, indeterminateUtility } = rule;
  checkDistributions(probabilities, numClasses);
  checkThreshold(threshold);
  if (utility) checkUtility(utility, numClasses);
  const likeliest = mostProbable(probabilities, numClasses);
  return likeliest.map((mode, i) => {
    const start = i * numClasses;
    if (probabilities[start + mode]! < threshold) return INDETERMINATE;
    const expected = (j: number) => {
      if (!utility) return probabilities[start + j]!;
      return utility.reduce((sum, row, k) => sum + probabilities[start + k]! * row[j]!, 0);
    };
    const best = utility ? highest(numClasses, expected) : mode;
    return indeterminateUtility !== undefined && indeterminateUtility > expected(best)
      ? INDETERMINATE
      : best;
  });
}

function highest(count: number, value: (j: number) => number): number {
  let [best, bestValue] = [0, value(0)];
  for (let j = 1; j < count; j++) {
    const candidate = value(j);
    if (candidate > bestValue) [best, bestValue] = [j, candidate];
  }
  return best;
}

function checkThreshold(threshold: number): void {
  if (threshold >= 0 && threshold <= 1) return;
  throw new AppError({
    code: "OUT_OF_RANGE",
    message: `The threshold must lie in [0, 1]; got ${threshold}.`,
    hint: "Give a number between 0 and 1, such as 0.8.",
  });
}

function checkUtility(utility: readonly (readonly number[])[], numClasses: number): void {
  const square = utility.length === numClasses && utility.every((row) => row.length === numClasses);
  if (!square) {
    throw new AppError({
      code: "SHAPE_MISMATCH",
      message: `The utility has ${utility.length} rows of ${utility.map((row) => row.length).join(", ")}.`,
      hint: `Give ${numClasses} rows of ${numClasses} numbers: true class by predicted class.`,
    });
  }
  if (utility.flat().every(Number.isFinite)) return;
  throw new AppError({
    code: "NOT_A_NUMBER",
    message: "The utility holds a value that is not a finite number.",
    hint: "Give finite numbers; a high cost is a large negative one.",
  });
}

/**
 * The most probable class of each example; a tie goes to the lowest class number.
 *
 * @param probabilities Shape [n, numClasses], row-major.
 * @returns Shape [n].
 * @throws {AppError} SHAPE_MISMATCH.
 */
export function mostProbable(probabilities: ArrayLike<number>, numClasses: number): Int32Array {
  if (!(numClasses >= 1) || probabilities.length % numClasses !== 0) {
    throw new AppError({
      code: "SHAPE_MISMATCH",
      message: `${probabilities.length} probabilities cannot be split into rows of ${numClasses} classes.`,
      hint: "Give one probability per example and class, example after example.",
    });
  }
  const classes = new Int32Array(probabilities.length / numClasses);
  for (let row = 0; row < classes.length; row++) {
    const start = row * numClasses;
    let best = 0;
    for (let k = 1; k < numClasses; k++) {
      if (probabilities[start + k]! > probabilities[start + best]!) best = k;
    }
    classes[row] = best;
  }
  return classes;
}

/**
 * Fraction of the examples whose predicted class is the true one.
 *
 * @param truth Shape [n].
 * @param predicted Shape [n], in the same order.
 * @returns In [0, 1], not a percentage.
 * @throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH or LABEL_OUT_OF_RANGE.
 */
export function accuracy(truth: Labels, predicted: Labels): number {
  checkLabelPairs(truth, predicted, Number.POSITIVE_INFINITY);
  let hits = 0;
  for (let i = 0; i < truth.length; i++) if (truth[i] === predicted[i]) hits += 1;
  return hits / truth.length;
}

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

/** How frequent each class was in training, and how frequent it is assumed to be now; shape [numClasses]. */
export interface ClassPriors {
  readonly training: ArrayLike<number>;
  readonly assumed: ArrayLike<number>;
}

/**
 * The probabilities as they are where the classes have other frequencies than in training:
 * p_k · assumed_k / training_k, scaled to sum to 1.
 *
 * @param probabilities Shape [n, numClasses], row-major.
 * @returns The same shape. Where every class that is possible has an assumed prior of 0, the
 *   assumed priors themselves.
 * @throws {AppError} SHAPE_MISMATCH, NOT_A_NUMBER or NOT_A_DISTRIBUTION; OUT_OF_RANGE for a
 *   training prior of 0.
 * @see Saerens, Latinne & Decaestecker 2002, equation 2.4, doi:10.1162/089976602753284446.
 */
export function adjustPriors(
  probabilities: ArrayLike<number>,
  { training, assumed }: ClassPriors,
): Float64Array {
  const numClasses = assumed.length;
  if (training.length !== numClasses) {
    throw new AppError({
      code: "SHAPE_MISMATCH",
      message: `${numClasses} class priors, but ${training.length} frequencies in training.`,
      hint: "Give one number per class in both.",
    });
  }
  checkDistributions(assumed, numClasses);
  checkDistributions(training, numClasses);
  checkDistributions(probabilities, numClasses);
  const factors = Array.from(assumed, (prior, k) => {
    if (training[k]! > 0) return prior / training[k]!;
    throw new AppError({
      code: "OUT_OF_RANGE",
      message: `Class ${k} has no training examples, so its prior cannot be changed.`,
      hint: "Train on examples of every class.",
    });
  });
  const adjusted = new Float64Array(probabilities.length);
  for (let start = 0; start < adjusted.length; start += numClasses) {
    let sum = 0;
    for (let k = 0; k < numClasses; k++) {
      adjusted[start + k] = probabilities[start + k]! * factors[k]!;
      sum += adjusted[start + k]!;
    }
    for (let k = 0; k < numClasses; k++) {
      adjusted[start + k] = sum > 0 ? adjusted[start + k]! / sum : assumed[k]!;
    }
  }
  return adjusted;
}
