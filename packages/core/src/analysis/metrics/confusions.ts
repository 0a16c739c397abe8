/** Examples of one class that were taken for another. */
export interface Confusion {
  readonly truth: number;
  readonly predicted: number;
  readonly count: number;
}

type Counts = readonly (readonly number[])[];

/** The confusions that occur, the most frequent first; equal ones in the order of their classes. */
export function topConfusions(counts: Counts): Confusion[] {
  return counts
    .flatMap((row, truth) =>
      row.flatMap((count, predicted) =>
        truth === predicted || count === 0 ? [] : { truth, predicted, count },
      ),
    )
    .sort((a, b) => b.count - a.count);
}

/**
 * The confusion matrix of some of the classes: examples of another class, or taken for one, are left out.
 *
 * @param classes Class numbers, in the order wanted.
 * @returns Shape [classes.length, classes.length].
 */
export function restrictConfusion(counts: Counts, classes: readonly number[]): number[][] {
  return classes.map((i) => classes.map((j) => counts[i]?.[j] ?? 0));
}
