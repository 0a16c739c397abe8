import { groupBy } from "../../analysis/aggregate.ts";
import { permutation, type Rng } from "../../analysis/random/index.ts";
import { AppError } from "../../contract/errors.ts";
import { drawSubset } from "./part-sizes.ts";
import type { ClassCounts, Part, SplitInput } from "./split-input.ts";

/** Images that must not be separated: copies of one image, the same group, near-duplicates, or linked by these. */
export interface Unit {
  /** Positions in the data set. */
  readonly images: readonly number[];
  /** Prescribed by the data set; null where it is free. */
  readonly fixed: Part;
}

/**
 * Groups the images into units, in an order that depends on their contents and not on the order of
 * the files: the same images in folders and in a mosaic give the same split.
 *
 * @throws {AppError} MANIFEST_INVALID if images of one unit are prescribed for different parts.
 */
export function findUnits(
  input: Pick<SplitInput, "keys" | "groups" | "pairs" | "fixed" | "sources">,
): Unit[] {
  const { keys, groups, pairs = [] } = input;
  const parents = keys.map((_, i) => i);
  const root = (i: number): number => {
    let top = i;
    while (parents[top] !== top) top = parents[top]!;
    parents[i] = top; // the next look-up is short
    return top;
  };
  const firstWith = new Map<string, number>();
  const link = (name: string, i: number) => {
    const first = firstWith.get(name);
    if (first === undefined) firstWith.set(name, i);
    else parents[root(i)] = root(first);
  };
  for (const [i, key] of keys.entries()) {
    link(`key:${key}`, i);
    const group = groups[i];
    if (group !== null && group !== undefined) link(`group:${group}`, i);
  }
  for (const { first, second } of pairs) parents[root(second)] = root(first);
  const byKey = keys.map((_, i) => i).sort((i, j) => compare(keys[i]!, keys[j]!));
  const members = groupBy(byKey, root);
  return Array.from(members.values(), (images) => ({ images, fixed: fixedPart(images, input) }));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function fixedPart(
  images: readonly number[],
  input: Pick<SplitInput, "keys" | "groups" | "fixed" | "sources">,
): Part {
  const { keys, groups, fixed, sources } = input;
  const prescribed = images.filter((i) => fixed?.[i]).sort((i, j) => i - j);
  const first = prescribed[0];
  if (fixed === null || first === undefined) return null;
  const other = prescribed.find((i) => fixed[i] !== fixed[first]);
  if (other === undefined) return fixed[first]!;
  const places = sources
    ? ` as ${JSON.stringify(sources[first])} and ${JSON.stringify(sources[other])}`
    : "";
  const what =
    keys[first] === keys[other]
      ? `The same image (hash ${keys[first]!.slice(0, 12)})`
      : `What belongs together (${whatLinks(groups[other] ?? groups[first])})`;
  throw new AppError({
    code: "MANIFEST_INVALID",
    message: `${what} is put into both ${fixed[first]} and ${fixed[other]} by the data set${places}.`,
    hint: "Give all images of a group, all copies of an image and all near-duplicates the same part: in the split column, or by moving the files. `trainer data` lists every case.",
  });
}

function whatLinks(group: string | null | undefined): string {
  return group ? `group "${group}"` : 'near-duplicates, by "groupNearDuplicates"';
}

/**
 * A name for each image that it shares with those it must not be separated from: its copies, the
 * images of its group, its near-duplicates in `pairs`, and theirs.
 *
 * @returns One of the unit's content hashes, by position.
 */
export function unitKeys({
  keys,
  groups,
  pairs = [],
}: Pick<SplitInput, "keys" | "groups" | "pairs">): string[] {
  const names = [...keys];
  for (const { images } of findUnits({ keys, groups, pairs, fixed: null })) {
    for (const image of images) names[image] = keys[images[0]!]!;
  }
  return names;
}

export interface Wanted {
  /** Images to take of each class, shape [numClasses]. */
  readonly counts: ClassCounts;
  /** Whether a class may be used up although fewer images of it are wanted. */
  readonly mayUseUp: boolean;
}

/**
 * Draws units so that their images per class add up to what is wanted: exactly where units of one
 * class allow it, otherwise near, with the total kept where the classes cannot all be.
 *
 * @param units Images of each class in each unit.
 * @returns For each unit, whether it was taken.
 */
export function drawUnits(units: readonly ClassCounts[], wanted: Wanted, rng: Rng): boolean[] {
  const { counts } = wanted;
  const taken = units.map(() => false);
  const classOf = units.map(onlyClass);
  const remaining = drawMixed(units, { wanted: counts, classOf, taken, rng });

  const byClass = counts.map((_, k) => classOf.flatMap((own, unit) => (own === k ? [unit] : [])));
  const sizesOf = byClass.map((members, k) => members.map((unit) => units[unit]![k]!));
  // The class with the most single images comes last: it can make up for what the others missed.
  const singles = sizesOf.map((sizes) => sizes.filter((size) => size === 1).length);
  const order = counts.map((_, k) => k).sort((i, j) => singles[i]! - singles[j]!);
  let missed = 0;
  for (const k of order) {
    const sizes = sizesOf[k]!;
    const available = sizes.reduce((sum, size) => sum + size, 0);
    const own = Math.min(Math.max(remaining[k]!, 0), available);
    const target = Math.min(Math.max(remaining[k]! + missed, 0), available);
    // A class that should be on both sides stays on both sides.
    const low = own > 0 ? 1 : 0;
    const high = own < available && !wanted.mayUseUp ? available - 1 : available;
    let drawn = 0;
    for (const member of drawSubset(sizes, { target, low, high }, rng)) {
      taken[byClass[k]![member]!] = true;
      drawn += sizes[member]!;
    }
    missed += remaining[k]! - drawn;
  }
  return taken;
}

/** The class of all images of a unit; null if it has images of several classes. */
function onlyClass(counts: ClassCounts): number | null {
  const own = counts.findIndex((count) => count > 0);
  return counts.every((count, k) => count === 0 || k === own) ? own : null;
}

/**
 * Places the units of several classes, the largest first while there is room for them: at random
 * where both sides have room, otherwise where they overfill least. Marks them in `taken`.
 *
 * @returns What is still wanted of each class; below 0 where too much had to be taken.
 */
function drawMixed(
  units: readonly ClassCounts[],
  options: {
    wanted: ClassCounts;
    classOf: readonly (number | null)[];
    taken: boolean[];
    rng: Rng;
  },
): number[] {
  const { wanted, classOf, taken, rng } = options;
  const inside = [...wanted];
  const outside = wanted.map(
    (count, k) => units.reduce((sum, counts) => sum + counts[k]!, 0) - count,
  );
  const mixed = [...permutation(units.length, rng)].filter((unit) => classOf[unit] === null);
  mixed.sort((i, j) => total(units[j]!) - total(units[i]!));
  for (const unit of mixed) {
    const counts = units[unit]!;
    const overIn = overfill(counts, inside);
    const overOut = overfill(counts, outside);
    const chance = Math.max(0, total(inside)) / (total(inside) + total(outside));
    taken[unit] = overIn === overOut ? rng() < chance : overIn < overOut;
    const side = taken[unit] ? inside : outside;
    for (const [k, count] of counts.entries()) side[k]! -= count;
  }
  return inside;
}

function overfill(counts: ClassCounts, room: ClassCounts): number {
  return counts.reduce((sum, count, k) => sum + Math.max(0, count - Math.max(0, room[k]!)), 0);
}

function total(counts: ClassCounts): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
