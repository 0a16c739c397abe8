import type { AlignedPicture } from "./align-pictures.ts";

/** Pictures that divide the runs in the same manner. */
export interface DisagreementGroup {
  readonly id: string;
  readonly label: string;
  /** The most confident error first. */
  readonly pictures: readonly AlignedPicture[];
}

/**
 * The pictures by who got them right. For two runs: only one, only the other, neither, both. For more: by
 * how many of them err, most first. Empty groups are kept: that nobody errs is news too.
 */
export function groupDisagreement(
  pictures: readonly AlignedPicture[],
  names: readonly string[],
): DisagreementGroup[] {
  const sorted = pictures.toSorted((a, b) => boldestError(b) - boldestError(a));
  const group = (id: string, label: string, belongs: (hits: readonly boolean[]) => boolean) => ({
    id,
    label,
    pictures: sorted.filter(({ outcomes }) => belongs(outcomes.map((outcome) => outcome.correct))),
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

/** Probability of the most confident wrong answer; 0 where nobody errs. */
function boldestError({ outcomes }: AlignedPicture): number {
  return Math.max(0, ...outcomes.filter((o) => !o.correct).map((o) => o.probability));
}
