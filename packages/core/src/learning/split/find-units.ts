import { groupBy } from "../../analysis/aggregate.ts";
import { AppError } from "../../contract/errors.ts";
import type { Part, SplitInput } from "./part.ts";

/** Images that must not be separated: copies of one image, or the same group, or near-duplicates, or linked by all of these. */
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
      : whatLinks(groups[other] ?? groups[first]);
  throw new AppError({
    code: "MANIFEST_INVALID",
    message: `${what} is put into both ${fixed[first]} and ${fixed[other]} by the data set${places}.`,
    hint: "Give all images of a group, all copies of an image and all near-duplicates the same part: in the split column, or by moving the files. `trainer data` lists every case.",
  });
}

function whatLinks(group: string | null | undefined): string {
  return group
    ? `What belongs together (group "${group}")`
    : 'What belongs together (near-duplicates, by "groupNearDuplicates")';
}
