import { permutation, type Rng } from "../../analysis/random/index.ts";
import { AppError } from "../../contract/errors.ts";
import type { Amounts, ClassCounts } from "./split-input.ts";
import { checkClassSizes, type Part, type SplitInput } from "./split-input.ts";

export interface WantedCounts {
  /** Images to draw, per class; validation images are cut from them later. */
  readonly train: ClassCounts;
  /** Images to draw, per class. */
  readonly test: ClassCounts;
  /** Whether every class must get test images. */
  readonly everyClassTested: boolean;
}

/**
 * How many images of each class to draw: in proportion to the classes, and of each class at least
 * one for training and, where there are that many test images, one for testing.
 *
 * @param options.parts Prescribed parts, one per image.
 * @param options.sizes Images that may be drawn, per class (one class only if not stratified).
 * @throws {AppError} TOO_FEW_IMAGES.
 */
export function wantedCounts(
  input: SplitInput,
  { parts, sizes }: { parts: readonly Part[]; sizes: ClassCounts },
): WantedCounts {
  const { labels, numClasses, stratify } = input;
  const numOf = (part: Part) => parts.filter((own) => own === part).length;
  const isFree = numOf("train") + numOf("test") === 0;
  // A prescribed validation part alone leaves the rest to draw from, as if it were not there.
  const prescribed = isFree
    ? { train: 0, test: 0 }
    : { train: numOf("train") + numOf("validation"), test: numOf("test") };
  const asked = resolveAmounts(isFree ? numOf(null) : labels.length, input);
  const { train, test } = remainingAmounts(asked, {
    prescribed,
    free: sum(sizes),
    onlyFractions: input.train < 1 && input.test < 1,
  });
  if (isFree) {
    const drawn = labels.filter((_, image) => parts[image] === null);
    checkClassSizes(countLabels(drawn, numClasses), asked, input);
  }
  const everyClassTested = isFree && stratify && asked.test >= numClasses;

  // First what both parts get together, then the test images among those: so neither overdraws.
  const least = (isFree && stratify ? 1 : 0) + (everyClassTested ? 1 : 0);
  const low = sizes.map((size) => Math.min(least, size));
  const used = apportion(train + test, sizes, { low, high: sizes });
  const ofTest = apportion(test, used, {
    low: used.map((size) => (everyClassTested ? Math.min(1, size) : 0)),
    high: used.map((size) => (isFree && stratify ? Math.max(0, size - 1) : size)),
  });
  return { test: ofTest, train: used.map((size, k) => size - ofTest[k]!), everyClassTested };
}

function countLabels(labels: Int32Array, numClasses: number): number[] {
  const counts = Array<number>(numClasses).fill(0);
  for (const label of labels) counts[label]! += 1;
  return counts;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Bounds per class for `apportion`; low <= high. */
export interface Bounds {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/**
 * Divides `total` among classes in proportion to their sizes, in whole numbers: everybody gets the
 * whole part of the exact quota, and the largest remainders get one more (Hamilton's method). A tie
 * goes to the lowest class number.
 *
 * @param total Whole number, between the sums of the bounds.
 * @param sizes Shape [numClasses].
 * @returns Shape [numClasses], within the bounds, adding up to `total`.
 */
export function apportion(total: number, sizes: readonly number[], bounds: Bounds): number[] {
  const sum = sizes.reduce((a, b) => a + b, 0);
  const quotas = sizes.map((size) => (sum === 0 ? 0 : (total * size) / sum));
  const counts = quotas.map((quota, k) =>
    Math.min(Math.max(Math.floor(quota), bounds.low[k]!), bounds.high[k]!),
  );
  let missing = total - counts.reduce((a, b) => a + b, 0);
  for (; missing > 0; missing--) {
    counts[
      largest(
        counts,
        (k) => quotas[k]! - counts[k]!,
        (k) => counts[k]! < bounds.high[k]!,
      )
    ]! += 1;
  }
  for (; missing < 0; missing++) {
    counts[
      largest(
        counts,
        (k) => counts[k]! - quotas[k]!,
        (k) => counts[k]! > bounds.low[k]!,
      )
    ]! -= 1;
  }
  return counts;
}

function largest(
  counts: readonly number[],
  score: (k: number) => number,
  allowed: (k: number) => boolean,
): number {
  let best = -1;
  for (let k = 0; k < counts.length; k++) {
    if (allowed(k) && (best < 0 || score(k) > score(best))) best = k;
  }
  return best;
}

/**
 * Counts from counts or fractions. Two fractions are rounded together: 2/3 and 1/3 use every image.
 *
 * @param numImages All images.
 * @param asked Counts (1 or more) or fractions of all images (below 1).
 */
function resolveAmounts(numImages: number, asked: Amounts): Amounts {
  const test = resolve(numImages, asked.test);
  if (asked.train >= 1 || asked.test >= 1) return { train: resolve(numImages, asked.train), test };
  const both = Math.round((asked.train + asked.test) * numImages);
  return { train: Math.max(1, both - test), test };
}

function resolve(numImages: number, amount: number): number {
  return amount < 1 ? Math.max(1, Math.round(amount * numImages)) : amount;
}

/**
 * What is still to be drawn beside the images whose part is prescribed.
 *
 * @param prescribed Images already in train (with validation) and in test.
 * @param free Images that may be drawn.
 * @throws {AppError} TOO_FEW_IMAGES.
 */
function remainingAmounts(
  amounts: Amounts,
  options: { prescribed: Amounts; free: number; onlyFractions: boolean },
): Amounts {
  const { prescribed, free, onlyFractions } = options;
  const train = Math.max(0, amounts.train - prescribed.train);
  const test = Math.max(0, amounts.test - prescribed.test);
  if (train + test <= free) return { train, test };
  const numPrescribed = prescribed.train + prescribed.test;
  // A fraction is a wish: beside a prescribed part that is larger, the other gets what is left.
  if (numPrescribed > 0 && onlyFractions)
    return { train: Math.min(train, free), test: free - Math.min(train, free) };
  const beside = numPrescribed > 0 ? `, of which ${numPrescribed} have a prescribed part` : "";
  throw new AppError({
    code: "TOO_FEW_IMAGES",
    message:
      `The split asks for ${amounts.train} training and ${amounts.test} test images, ` +
      `${amounts.train + amounts.test} together, but the data set has ${free + numPrescribed}${beside}.`,
    hint: "Lower split.train or split.test, or add images.",
  });
}

/** How many images to take, and between which numbers the count may be if that cannot be met. */
export interface Amount {
  readonly target: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Draws some of the units so that their sizes add up to the target, exactly where that can be met,
 * otherwise as near as it can be (and to nothing if no count within the bounds can be met).
 *
 * Units of one image fill up what is left; each larger unit is taken with the probability that an
 * image of it would have, unless only one choice leaves the target in reach.
 *
 * @param sizes Images per unit, each at least 1.
 * @returns Positions of the units taken.
 */
export function drawSubset(sizes: readonly number[], amount: Amount, rng: Rng): number[] {
  const order = [...permutation(sizes.length, rng)];
  const large = order.filter((unit) => sizes[unit]! > 1);
  const singles = order.filter((unit) => sizes[unit] === 1);
  const reach = suffixSums(large.map((unit) => sizes[unit]!));
  const canMeet = (next: number, wanted: number) =>
    hasBit(reach[next]!, wanted - singles.length, wanted);

  let wanted = nearest(amount, (count) => canMeet(0, count));
  if (wanted === null) return [];
  let left = sizes.reduce((sum, size) => sum + size, 0);
  const taken: number[] = [];
  for (const [i, unit] of large.entries()) {
    const size = sizes[unit]!;
    const canTake = size <= wanted && canMeet(i + 1, wanted - size);
    const canLeave = canMeet(i + 1, wanted);
    if (canTake && (!canLeave || rng() < wanted / left)) {
      taken.push(unit);
      wanted -= size;
    }
    left -= size;
  }
  return [...taken, ...singles.slice(0, wanted)];
}

/** `result[i]` has bit s set if some of the sizes from position i on add up to s. */
function suffixSums(sizes: readonly number[]): bigint[] {
  const sums = [1n];
  for (const size of sizes.toReversed()) {
    const shorter = sums.at(-1)!;
    sums.push(shorter | (shorter << BigInt(size)));
  }
  return sums.reverse();
}

/** Whether a bit between `from` and `to` (inclusive) is set. */
function hasBit(bits: bigint, from: number, to: number): boolean {
  const start = Math.max(0, from);
  return to >= start && BigInt.asUintN(to - start + 1, bits >> BigInt(start)) !== 0n;
}

function nearest(
  { target, low, high }: Amount,
  possible: (count: number) => boolean,
): number | null {
  for (let distance = 0; distance <= high - low + Math.abs(target); distance++) {
    for (const count of [target - distance, target + distance]) {
      if (count >= low && count <= high && possible(count)) return count;
    }
  }
  return null;
}
