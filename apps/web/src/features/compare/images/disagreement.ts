import type { AlignedImage } from "../align-images.ts";

/** Images that divide the runs in the same manner. */
export interface DisagreementGroup {
  readonly id: string;
  readonly label: string;
  /** The most confident error first. */
  readonly images: readonly AlignedImage[];
}

/**
 * The images by who got them right. For two runs: only one, only the other, neither, both. For more: by
 * how many of them err, most first. Empty groups are kept: that nobody errs is news too.
 *
 * @param images On which every run was tested.
 */
export function groupDisagreement(
  images: readonly AlignedImage[],
  names: readonly string[],
): DisagreementGroup[] {
  const sorted = images.toSorted((a, b) => boldestError(b) - boldestError(a));
  const group = (id: string, label: string, belongs: (hits: readonly boolean[]) => boolean) => ({
    id,
    label,
    images: sorted.filter((image) => belongs(hitsOf(image))),
  });
  const [first = "", second = ""] = names;
  if (names.length === 2) {
    return [
      group("only-first", `Only ${first} right`, ([a, b]) => a === true && b === false),
      group("only-second", `Only ${second} right`, ([a, b]) => a === false && b === true),
      group("none", "Both wrong", ([a, b]) => a === false && b === false),
      group("all", "Both right", ([a, b]) => a === true && b === true),
    ];
  }
  const total = names.length;
  return Array.from({ length: total + 1 }, (_, index) => {
    const wrong = total - index;
    const errs = (hits: readonly boolean[]) => hits.filter((hit) => !hit).length === wrong;
    if (wrong === total) return group("none", "All wrong", errs);
    if (wrong === 0) return group("all", "All right", errs);
    return group(`wrong-${wrong}`, `${wrong} of ${total} wrong`, errs);
  });
}

/** The group to show: the one that was asked for, else the first that divides the runs and is not empty. */
export function chooseGroup(
  groups: readonly DisagreementGroup[],
  asked: string | null,
): DisagreementGroup | undefined {
  const filled = groups.filter(({ images }) => images.length > 0);
  return (
    groups.find(({ id }) => id === asked) ??
    filled.find(({ id }) => id !== "all" && id !== "none") ??
    filled[0] ??
    groups[0]
  );
}

function hitsOf({ truth, predicted }: AlignedImage): boolean[] {
  return predicted.map((label) => label === truth);
}

/** Probability of the most confident wrong answer; 0 where nobody errs. */
function boldestError(image: AlignedImage): number {
  const hits = hitsOf(image);
  return Math.max(0, ...image.probabilities.map((p, i) => (hits[i] ? 0 : (p ?? 0))));
}
