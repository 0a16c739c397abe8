import { AppError } from "../errors.ts";
import { checkConfidence, checkFinite } from "./check-input.ts";
import { normalQuantile } from "./distributions/normal-quantile.ts";
import { normalCdf } from "./distributions/probabilities.ts";
import type { Interval } from "./wilson-interval.ts";

export interface BcaInput {
  /** The statistic of the data. */
  readonly estimate: number;
  /** The statistic of each resample; at least one. */
  readonly replicates: Float64Array;
  /** The statistic without each example in turn, in one list per stratum. */
  readonly jackknife: readonly Float64Array[];
  /** In (0, 1). */
  readonly confidence: number;
}

/**
 * Bias-corrected and accelerated bootstrap interval: percentiles of the replicates, moved by how far
 * their median is off (z0) and by how the spread depends on the value (a).
 *
 * @returns Null where the replicates all lie on one side of the estimate or the statistic depends on
 *   no example: the interval is not defined. Equals scipy's `bootstrap(method="BCa")`.
 * @throws {AppError} EMPTY_INPUT, NOT_A_NUMBER or OUT_OF_RANGE.
 * @see Efron 1987, doi:10.2307/2289144.
 */
export function bcaInterval(input: BcaInput): Interval | null {
  const { estimate, replicates, jackknife, confidence } = input;
  checkInput(input);
  const z0 = normalQuantile(shareBelow(replicates, estimate));
  const a = acceleration(jackknife);
  if (!Number.isFinite(z0) || a === null) return null;
  const ascending = replicates.slice().sort();
  const end = (z: number) => percentile(ascending, normalCdf(z0 + (z0 + z) / (1 - a * (z0 + z))));
  const z = normalQuantile((1 + confidence) / 2);
  return { low: end(-z), high: end(z) };
}

/** Fraction of the values below the score, those equal to it counting half. */
function shareBelow(values: Float64Array, score: number): number {
  let twice = 0;
  for (const value of values) {
    if (value < score) twice += 2;
    else if (value === score) twice += 1;
  }
  return twice / (2 * values.length);
}

/** Skewness of the influence of the examples, strata apart; null where there is none. */
function acceleration(strata: readonly Float64Array[]): number | null {
  let [cubes, squares] = [0, 0];
  for (const values of strata) {
    const n = values.length;
    if (n < 2) continue; // The statistic without the only example of a stratum says nothing.
    const mean = values.reduce((sum, value) => sum + value, 0) / n;
    for (const value of values) {
      const influence = ((n - 1) * (mean - value)) / n;
      squares += influence ** 2;
      cubes += influence ** 3;
    }
  }
  return squares === 0 ? null : cubes / (6 * squares ** 1.5);
}

/** Linear interpolation between neighbours, as numpy's `percentile`. */
function percentile(ascending: Float64Array, fraction: number): number {
  const at = fraction * (ascending.length - 1);
  const below = ascending[Math.floor(at)]!;
  return below + (at - Math.floor(at)) * (ascending[Math.ceil(at)]! - below);
}

function checkInput({ estimate, replicates, jackknife, confidence }: BcaInput): void {
  checkConfidence(confidence);
  if (replicates.length === 0 || jackknife.length === 0) {
    throw new AppError({
      code: "EMPTY_INPUT",
      message: "There is no interval without resamples.",
      hint: "Draw at least a few hundred.",
    });
  }
  checkFinite([estimate], "Estimate");
  checkFinite(replicates, "Replicate");
  for (const values of jackknife) checkFinite(values, "Jackknife value");
}
