import { AppError } from "../../contract/errors.ts";

/**
 * Exact McNemar test of two classifiers on the same images: two-sided binomial test of the images
 * on which exactly one of them is right, p = min(1, 2 P[X <= min(b, c)]), X ~ Bin(b + c, 1/2).
 *
 * @param onlyA Images that only the first classifier got right (b).
 * @param onlyB Images that only the second got right (c).
 * @returns p-value in [0, 1] (0 only below 1e-308); 1 if the two never differ.
 * @throws {AppError} OUT_OF_RANGE.
 * @see McNemar 1947, doi:10.1007/BF02295996; for classifiers: Dietterich 1998,
 *   doi:10.1162/089976698300017197.
 */
export function mcNemarExact(onlyA: number, onlyB: number): number {
  for (const count of [onlyA, onlyB]) {
    if (Number.isInteger(count) && count >= 0) continue;
    throw new AppError({
      code: "OUT_OF_RANGE",
      message: `${count} is no number of images.`,
      hint: "Give two whole numbers, 0 or above.",
    });
  }
  if (onlyA === onlyB) return 1;
  const n = onlyA + onlyB;
  const fewer = Math.min(onlyA, onlyB);
  // In logarithms: 2^-n underflows from n = 1075 on.
  let logTerm = -n * Math.LN2;
  for (let i = 1; i <= fewer; i++) logTerm += Math.log((n - i + 1) / i);
  // P[X = i - 1] = P[X = i] · i / (n - i + 1), from the largest term down.
  let sum = 0;
  let ratio = 1;
  for (let i = fewer; i >= 0 && sum + ratio !== sum; i--) {
    sum += ratio;
    ratio *= i / (n - i + 1);
  }
  return Math.min(1, 2 * sum * Math.exp(logTerm));
}
