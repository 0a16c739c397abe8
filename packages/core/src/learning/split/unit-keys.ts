import { findUnits } from "./find-units.ts";
import type { SplitInput } from "./part.ts";

/**
 * A name for each image that it shares with those it must not be separated from: its copies, the
 * images of its group, its near-duplicates in `pairs`, and theirs.
 *
 * @returns One of the unit's content hashes, by position.
 */
export function unitKeys({
  keys,
  groups,
  pairs,
}: Pick<SplitInput, "keys" | "groups" | "pairs">): string[] {
  const names = [...keys];
  for (const { images } of findUnits({ keys, groups, ...(pairs && { pairs }), fixed: null })) {
    for (const image of images) names[image] = keys[images[0]!]!;
  }
  return names;
}
