import { AppError } from "../../contract/errors.ts";
import { checkNumBins } from "./reliability.ts";

/** One bar: how many values lie in [low, high); the last bar holds 1 as well. */
export interface HistogramBin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/**
 * Histogram over [0, 1] with bins of equal width, as numpy's `histogram(range=(0, 1))`.
 *
 * @param values Shape [n], in [0, 1].
 * @returns Shape [numBins].
 * @throws {AppError} OUT_OF_RANGE or NOT_A_NUMBER.
 */
export function unitHistogram(values: ArrayLike<number>, numBins: number): HistogramBin[] {
  checkNumBins(numBins);
  const counts = Array<number>(numBins).fill(0);
  for (let i = 0; i < values.length; i++) {
    const bin = Math.max(0, Math.min(Math.floor(values[i]! * numBins), numBins - 1));
    if (Number.isNaN(bin)) {
      throw new AppError({
        code: "NOT_A_NUMBER",
        message: `Value ${i} is NaN.`,
        hint: "Leave out what has no value.",
      });
    }
    counts[bin]! += 1;
  }
  return counts.map((count, bin) => ({ low: bin / numBins, high: (bin + 1) / numBins, count }));
}
