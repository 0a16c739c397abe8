import { createRng, type Rng } from "../random/index.ts";
import { bcaInterval } from "./bca-interval.ts";
import type { BootstrapOptions } from "./bootstrap.ts";
import { checkConfidence, checkCount } from "./check-input.ts";
import { comparePair } from "./compare-pair.ts";
import type { Interval } from "./wilson-interval.ts";

/**
 * Paired BCa bootstrap interval of the difference of two accuracies on the same images, B - A.
 *
 * The difference of a resample depends only on how often it holds an image that A alone or B alone got
 * right, so those two numbers are drawn, from their distribution, instead of n images.
 *
 * @param correctA Whether A was right, per image, shape [n].
 * @param correctB The same for B, in the same order.
 * @returns In [-1, 1]; null where the two are right on the same images throughout, or differ on every
 *   image in the same way.
 * @throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH or OUT_OF_RANGE.
 */
export function differenceInterval(
  correctA: readonly boolean[],
  correctB: readonly boolean[],
  { resamples = 2000, confidence = 0.95, seed }: Omit<BootstrapOptions, "strata">,
): Interval | null {
  const pair = comparePair({ nameA: "A", nameB: "B", correctA, correctB });
  checkCount(resamples, "resamples");
  checkConfidence(confidence);
  const { onlyA, onlyB, total, difference: estimate } = pair;
  if (total === 1) return null;
  const rng = createRng(seed);
  const replicates = new Float64Array(resamples).map(() => {
    const forB = drawBinomial(total, onlyB / total, rng);
    const forA = onlyA === 0 ? 0 : drawBinomial(total - forB, onlyA / (total - onlyB), rng);
    return (forB - forA) / total;
  });
  const without = (change: number) => (onlyB - onlyA - change) / (total - 1);
  const jackknife = new Float64Array(total).fill(without(0));
  jackknife.fill(without(1), 0, onlyB);
  jackknife.fill(without(-1), onlyB, onlyB + onlyA);
  return bcaInterval({ estimate, replicates, jackknife: [jackknife], confidence });
}

/**
 * How many of n trials succeed, each with chance p: from success to success, by the geometric
 * distribution of the failures between them, so that it takes about n p steps.
 *
 * @see Devroye 1986, Non-Uniform Random Variate Generation, chapter X.4.3.
 */
function drawBinomial(n: number, p: number, rng: Rng): number {
  if (p <= 0) return 0;
  if (p > 0.5) return n - drawBinomial(n, 1 - p, rng);
  const logFailure = Math.log1p(-p);
  let successes = 0;
  let trial = Math.floor(Math.log(1 - rng()) / logFailure);
  while (trial < n) {
    successes += 1;
    trial += 1 + Math.floor(Math.log(1 - rng()) / logFailure);
  }
  return successes;
}
