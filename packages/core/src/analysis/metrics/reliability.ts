import { AppError } from "../../contract/errors.ts";
import { ratio } from "./class-scores.ts";

/** One bin of a reliability diagram: what was promised, and what came true. */
export interface ReliabilityBin {
  /** Probabilities in (low, high]; the first bin holds 0 as well. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** Mean probability in the bin; null for an empty bin. */
  readonly meanProbability: number | null;
  /** Fraction of the events that happened; null for an empty bin. */
  readonly frequency: number | null;
}

/**
 * Observed frequency against predicted probability, in bins of equal width.
 *
 * @param probabilities Of an event, shape [n], in [0, 1].
 * @param happened Whether it did, shape [n].
 * @param numBins 1 or more.
 * @returns Shape [numBins], empty bins included. The bins with examples equal scikit-learn's
 *   `calibration_curve` with `strategy="uniform"`.
 * @throws {AppError} SHAPE_MISMATCH, OUT_OF_RANGE or NOT_A_NUMBER.
 * @see DeGroot & Fienberg 1983, doi:10.2307/2987588.
 */
export function reliability(
  probabilities: ArrayLike<number>,
  happened: ArrayLike<boolean | number>,
  numBins: number,
): ReliabilityBin[] {
  if (probabilities.length !== happened.length) {
    throw new AppError({
      code: "SHAPE_MISMATCH",
      message: `${probabilities.length} probabilities, but ${happened.length} outcomes.`,
      hint: "Give one outcome per probability.",
    });
  }
  checkNumBins(numBins);
  const counts = new Float64Array(numBins);
  const sums = new Float64Array(numBins);
  const hits = new Float64Array(numBins);
  for (let i = 0; i < probabilities.length; i++) {
    const p = probabilities[i]!;
    const bin = Math.min(Math.max(Math.ceil(p * numBins) - 1, 0), numBins - 1);
    if (Number.isNaN(bin)) throw notANumber(i);
    counts[bin]! += 1;
    sums[bin]! += p;
    if (happened[i]) hits[bin]! += 1;
  }
  return Array.from(counts, (count, bin) => ({
    low: bin / numBins,
    high: (bin + 1) / numBins,
    count,
    meanProbability: ratio(sums[bin]!, count),
    frequency: ratio(hits[bin]!, count),
  }));
}

/**
 * Expected calibration error: |frequency - mean probability|, averaged over the examples.
 *
 * @param bins Of a reliability diagram.
 * @returns In [0, 1]; null without examples.
 * @see Naeini, Cooper & Hauskrecht 2015, doi:10.1609/aaai.v29i1.9602; Guo et al. 2017,
 *   https://proceedings.mlr.press/v70/guo17a.html.
 */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number | null {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  return ratio(
    bins.reduce((sum, bin) => sum + bin.count * gap(bin), 0),
    total,
  );
}

/** The widest |frequency - mean probability| of any bin, in [0, 1]; null without examples. */
export function maximumCalibrationError(bins: readonly ReliabilityBin[]): number | null {
  const filled = bins.filter(({ count }) => count > 0);
  return filled.length === 0 ? null : Math.max(...filled.map(gap));
}

function gap({ meanProbability, frequency }: ReliabilityBin): number {
  return Math.abs((frequency ?? 0) - (meanProbability ?? 0));
}

/** @throws {AppError} OUT_OF_RANGE. */
export function checkNumBins(numBins: number): void {
  if (Number.isInteger(numBins) && numBins >= 1) return;
  throw new AppError({
    code: "OUT_OF_RANGE",
    message: `${numBins} is no number of bins.`,
    hint: "Give a whole number, 1 or above.",
  });
}

function notANumber(i: number): AppError {
  return new AppError({
    code: "NOT_A_NUMBER",
    message: `Probability ${i} is NaN.`,
    hint: "Leave out what has no probability.",
  });
}
