import { effectiveInterval, type Interval } from "../stats/index.ts";
import type { Labels } from "./labels.ts";

interface Scores {
  readonly truth: Labels;
  /** Shape [n, numClasses], row-major. */
  readonly probabilities: ArrayLike<number>;
  readonly numClasses: number;
}

/**
 * Intervals of the area under the ROC curve of each class against the rest, and of their mean: Wilson's, with the
 * sample size that has the variance of DeLong's components. Unlike a normal one it has a width at an area of 1.
 *
 * @returns Per class null where it has no examples or no others; `macro` null where no class has both.
 * @see DeLong, DeLong & Clarke-Pearson 1988, doi:10.2307/2531595; `effectiveInterval`.
 */
export function rocAreaIntervals(
  scores: Scores,
  confidence = 0.95,
): { readonly classes: readonly (Interval | null)[]; readonly macro: Interval | null } {
  const classes = Array.from({ length: scores.numClasses }, (_, k) => components(scores, k));
  const defined = classes.filter((one) => one !== null);
  return {
    classes: classes.map((one) => one && toInterval([one], confidence)),
    macro: defined.length === 0 ? null : toInterval(defined, confidence),
  };
}

/** Of the mean of some areas: what an image adds to the error of each is added up first. */
function toInterval(classes: readonly Components[], confidence: number): Interval {
  const share = classes.reduce((sum, { area }) => sum + area, 0) / classes.length;
  const size = classes.reduce((sum, one) => sum + one.size, 0) / classes.length;
  const n = classes[0]!.influence.length;
  let [variance, errors] = [0, 0];
  for (let i = 0; i < n; i++) {
    let [together, isOut] = [0, false];
    for (const { influence, outOfOrder } of classes) {
      together += influence[i]!;
      isOut ||= outOfOrder[i] === 1;
    }
    variance += (together / classes.length) ** 2;
    errors += Number(isOut);
  }
  return effectiveInterval({ share, variance, errors, size }, confidence);
}

interface Components {
  readonly area: number;
  /** Images that the area is worth where none is out of order: four times the smaller group. */
  readonly size: number;
  /** What each image adds to the area's error; its squares sum up to the variance. Shape [n]. */
  readonly influence: Float64Array;
  /** 1 for an image that scores on the wrong side of some other one. */
  readonly outOfOrder: Uint8Array;
}

/** DeLong's components of one class: for each positive the share of negatives below it, and the other way round. */
function components(
  { truth, probabilities, numClasses }: Scores,
  positive: number,
): Components | null {
  const n = truth.length;
  const own = Float64Array.from({ length: n }, (_, i) => probabilities[i * numClasses + positive]!);
  const positives = own.filter((_, i) => truth[i] === positive).sort();
  const negatives = own.filter((_, i) => truth[i] !== positive).sort();
  if (positives.length === 0 || negatives.length === 0) return null;
  const shares = own.map((score, i) =>
    truth[i] === positive
      ? rank(negatives, score) / negatives.length
      : 1 - rank(positives, score) / positives.length,
  );
  let area = 0;
  for (const [i, share] of shares.entries()) {
    if (truth[i] === positive) area += share / positives.length;
  }
  const influence = shares.map((share, i) => {
    const size = truth[i] === positive ? positives.length : negatives.length;
    return (share - area) / Math.sqrt(size * Math.max(1, size - 1));
  });
  const outOfOrder = Uint8Array.from(shares, (share) => Number(share < 1));
  return { area, influence, outOfOrder, size: 4 * Math.min(positives.length, negatives.length) };
}

/** How many of the ascending values lie below, those equal counting half. */
function rank(ascending: Float64Array, value: number): number {
  return (firstAbove(ascending, value, true) + firstAbove(ascending, value, false)) / 2;
}

/** The first position from which on all values are above; or at least as high. */
function firstAbove(ascending: Float64Array, value: number, orEqual: boolean): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = ascending[middle]!;
    if (one > value || (orEqual && one === value)) high = middle;
    else low = middle + 1;
  }
  return low;
}
