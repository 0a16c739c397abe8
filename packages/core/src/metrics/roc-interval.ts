import { type Interval, normalQuantile } from "../stats/index.ts";
import type { Labels } from "./labels.ts";

/**
 * Interval of an area under the ROC curve: all areas A from which the measured one is no more than z standard errors
 * away, with Hanley and McNeil's error at A and the sizes of both groups averaged. Unlike one with the error at the
 * measured area, it has a width at an area of 1.
 *
 * @param area In [0, 1].
 * @param sizes Examples of the class and of the others, each 1 or more.
 * @returns Within [0, 1].
 * @see Newcombe 2006, method 5, doi:10.1002/sim.2324.
 */
export function rocAreaInterval(
  area: number,
  { numPositives, numNegatives }: { numPositives: number; numNegatives: number },
  confidence = 0.95,
): Interval {
  const z = normalQuantile((1 + confidence) / 2);
  const more = (numPositives + numNegatives) / 2 - 1;
  const distance = (at: number): number => {
    const spread = (1 - at) / (2 - at) + at / (1 + at);
    const variance = (at * (1 - at) * (1 + more * spread)) / (numPositives * numNegatives);
    return Math.abs(area - at) - z * Math.sqrt(Math.max(0, variance));
  };
  return { low: solve(distance, 0, area), high: solve(distance, 1, area) };
}

/** Where the distance changes its sign, between an end of [0, 1] and the measured area. */
function solve(distance: (at: number) => number, end: number, area: number): number {
  if (distance(end) <= 0) return end;
  let [outside, inside] = [end, area];
  for (let i = 0; i < 50; i++) {
    const middle = (outside + inside) / 2;
    if (distance(middle) > 0) outside = middle;
    else inside = middle;
  }
  return inside;
}

/**
 * Interval of the mean area of the classes against the rest: each class has Newcombe's, and as the areas depend on
 * the same images, their distances to it are added with the correlations that DeLong's components have.
 *
 * @returns Null where no class has both kinds of examples.
 * @see Zou & Donner 2008, doi:10.1002/sim.3095, on adding distances; DeLong, DeLong & Clarke-Pearson 1988,
 *   doi:10.2307/2531595, on the components.
 */
export function macroRocAreaInterval(
  { truth, probabilities }: { truth: Labels; probabilities: ArrayLike<number> },
  numClasses: number,
  confidence = 0.95,
): Interval | null {
  const classes = Array.from({ length: numClasses }, (_, positive) =>
    components(truth, { scores: probabilities, positive, numClasses }),
  ).filter((one) => one !== null);
  if (classes.length === 0) return null;
  const mean = classes.reduce((sum, { area }) => sum + area, 0) / classes.length;
  const intervals = classes.map(({ area, ...sizes }) => rocAreaInterval(area, sizes, confidence));
  const distanceTo = (distances: readonly number[]): number => {
    // Summed over the classes, image by image: what is shared adds up, what is not partly cancels.
    const together = new Float64Array(truth.length);
    // A class without a single image out of order has no spread that could be correlated with that of others.
    let apart = 0;
    for (const [k, { influence, deviation }] of classes.entries()) {
      const distance = distances[k]!;
      if (deviation === 0) apart += distance;
      else
        for (const [i, value] of influence.entries())
          together[i]! += (distance * value) / deviation;
    }
    const shared = together.reduce((sum, value) => sum + value * value, 0);
    return Math.sqrt(shared + apart ** 2 / Math.max(1, numClasses - 1)) / classes.length;
  };
  return {
    low: Math.max(0, mean - distanceTo(classes.map(({ area }, k) => area - intervals[k]!.low))),
    high: Math.min(1, mean + distanceTo(classes.map(({ area }, k) => intervals[k]!.high - area))),
  };
}

interface Components {
  readonly area: number;
  readonly numPositives: number;
  readonly numNegatives: number;
  /** What each image adds to the area's error; its squares sum up to the variance. Shape [n]. */
  readonly influence: Float64Array;
  readonly deviation: number;
}

/** DeLong's components of one class: for each positive the share of negatives below it, and the other way round. */
function components(
  truth: Labels,
  {
    scores,
    positive,
    numClasses,
  }: { scores: ArrayLike<number>; positive: number; numClasses: number },
): Components | null {
  const n = truth.length;
  const own = Float64Array.from({ length: n }, (_, i) => scores[i * numClasses + positive]!);
  const positives = own.filter((_, i) => truth[i] === positive).sort();
  const negatives = own.filter((_, i) => truth[i] !== positive).sort();
  if (positives.length === 0 || negatives.length === 0) return null;
  const shares = own.map((score, i) =>
    truth[i] === positive
      ? rank(negatives, score) / negatives.length
      : 1 - rank(positives, score) / positives.length,
  );
  let area = 0;
  for (let i = 0; i < n; i++) if (truth[i] === positive) area += shares[i]! / positives.length;
  const influence = shares.map((share, i) => {
    const size = truth[i] === positive ? positives.length : negatives.length;
    return (share - area) / Math.sqrt(size * Math.max(1, size - 1));
  });
  const deviation = Math.sqrt(influence.reduce((sum, value) => sum + value * value, 0));
  const sizes = { numPositives: positives.length, numNegatives: negatives.length };
  return { area, ...sizes, influence, deviation };
}

/** How many of the ascending values lie below, those equal counting half. */
function rank(ascending: Float64Array, value: number): number {
  return (
    (firstFrom(ascending, (one) => one >= value) + firstFrom(ascending, (one) => one > value)) / 2
  );
}

/** The first position from which on all values pass. */
function firstFrom(ascending: Float64Array, passes: (value: number) => boolean): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(ascending[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
