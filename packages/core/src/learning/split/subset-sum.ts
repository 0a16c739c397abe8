import { permutation, type Rng } from "../../analysis/random/index.ts";

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
