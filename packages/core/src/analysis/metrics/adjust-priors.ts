import { AppError } from "../../contract/errors.ts";
import { checkDistributions } from "./check-probabilities.ts";

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
