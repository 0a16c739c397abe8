import type { DisagreementGroup } from "../compare/pictures/disagreement.ts";

/** So many pictures of a group are embedded, and so many in all: a report stays small enough to be sent. */
const MOST_PER_GROUP = 24;
const MOST_PICTURES = 120;

/** A group of pictures as a report shows it: the first of them, and how many there are. */
export interface ShownGroup extends DisagreementGroup {
  readonly total: number;
}

/** The pictures that a report shows, group by group in their order, up to its limits. */
export function choosePictures(groups: readonly DisagreementGroup[]): ShownGroup[] {
  let left = MOST_PICTURES;
  return groups.map((group) => {
    const pictures = group.pictures.slice(0, Math.min(MOST_PER_GROUP, left));
    left -= pictures.length;
    return { ...group, pictures, total: group.pictures.length };
  });
}
