import type { DisagreementGroup } from "../compare/images/disagreement.ts";

/** So many images of a group are embedded, and so many in all: a report stays small enough to be sent. */
const MOST_PER_GROUP = 24;
const MOST_IMAGES = 120;

/** A group of images as a report shows it: the first of them, and how many there are. */
export interface ShownGroup extends DisagreementGroup {
  readonly total: number;
}

/** The images that a report shows, group by group in their order, up to its limits. */
export function chooseImages(groups: readonly DisagreementGroup[]): ShownGroup[] {
  let left = MOST_IMAGES;
  return groups.map((group) => {
    const images = group.images.slice(0, Math.min(MOST_PER_GROUP, left));
    left -= images.length;
    return { ...group, images, total: group.images.length };
  });
}
