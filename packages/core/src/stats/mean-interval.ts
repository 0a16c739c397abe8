import { AppError } from "../errors.ts";
import { studentQuantile } from "./student-quantile.ts";

/** A mean over repeats, with what the spread of the repeats says of it. */
export interface MeanInterval {
  readonly mean: number;
  /** Standard deviation of a sample, with n - 1; null for one value. */
  readonly deviation: number | null;
  /** Both null for one value: nothing is known of the spread. */
  readonly low: number | null;
  readonly high: number | null;
  /** How many values. */
  readonly n: number;
}

/**
 * Mean and Student interval of values from repeats: mean ± t · s/√n, t with n - 1 degrees of freedom.
 *
 * It takes the repeats for independent draws. Repeats that draw their test images from one small set overlap,
 * so the true interval is rather wider (Nadeau and Bengio 2003, doi:10.1023/A:1024068626366).
 *
 * @param values Shape [n], finite.
 * @param confidence In (0, 1).
 * @throws {AppError} EMPTY_INPUT.
 * @see Student 1908, doi:10.1093/biomet/6.1.1.
 */
export function meanInterval(values: readonly number[], confidence = 0.95): MeanInterval {
  const n = values.length;
  if (n === 0) {
    throw new AppError({
      code: "EMPTY_INPUT",
      message: "There is no mean of no values.",
      hint: "Give the values of at least one repeat.",
    });
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { mean, deviation: null, low: null, high: null, n };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (n - 1));
  const half = (studentQuantile(confidence, n - 1) * deviation) / Math.sqrt(n);
  return { mean, deviation, low: mean - half, high: mean + half, n };
}
