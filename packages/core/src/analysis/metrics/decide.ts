import { AppError } from "../../contract/errors.ts";
import { checkDistributions } from "./check-probabilities.ts";
import { mostProbable } from "./most-probable.ts";

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
    message: `An indeterminate threshold of ${threshold} is no probability.`,
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
    message: "The utility holds a value that is no finite number.",
    hint: "Give finite numbers; a high cost is a large negative one.",
  });
}
