import { restrictConfusion } from "@graft/core/analysis/metrics";

export interface MatrixPart {
  /** Class numbers, ascending. */
  readonly classes: readonly number[];
  /** Shape [classes.length, classes.length]. */
  readonly counts: readonly (readonly number[])[];
  /** Test images of each of these classes, in the whole matrix. */
  readonly supports: readonly number[];
}

/** Up to so many classes a matrix can be read as a whole. */
const WHOLE = 20;
/** Of more classes so many are shown. */
const PART = 12;

/** The whole matrix of few classes; of many, those with the most errors, whether of theirs or taken for theirs. */
export function matrixPart(counts: readonly (readonly number[])[]): MatrixPart {
  const all = [...counts.keys()];
  const supports = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const errors = all.map((label) =>
    all.reduce(
      (sum, other) =>
        other === label ? sum : sum + (counts[label]?.[other] ?? 0) + (counts[other]?.[label] ?? 0),
      0,
    ),
  );
  const classes =
    all.length <= WHOLE
      ? all
      : all
          .toSorted((a, b) => (errors[b] ?? 0) - (errors[a] ?? 0))
          .slice(0, PART)
          .sort((a, b) => a - b);
  return {
    classes,
    counts: restrictConfusion(counts, classes),
    supports: classes.map((label) => supports[label] ?? 0),
  };
}
