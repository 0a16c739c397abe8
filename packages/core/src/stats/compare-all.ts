import { comparePair, type PairComparison } from "./compare-pair.ts";
import { holm } from "./holm.ts";
import { verdict } from "./verdict.ts";

/** One run and whether it was right, per test image, shape [n]. */
export interface JudgedRun {
  readonly name: string;
  readonly correct: readonly boolean[];
}

export interface CohortPair extends PairComparison {
  /** Positions of the two runs in the list given; indexA < indexB. */
  readonly indexA: number;
  readonly indexB: number;
  /** p-value after Holm's correction over all pairs of the list. */
  readonly correctedPValue: number;
  /** The comparison in one plain sentence. */
  readonly verdict: string;
}

/**
 * Every pair of some runs on the same test images, Holm-corrected over those pairs.
 *
 * @returns m (m - 1) / 2 comparisons for m runs: (0, 1), (0, 2), …, (1, 2), …
 * @throws {AppError} EMPTY_INPUT or SHAPE_MISMATCH.
 */
export function compareAll(runs: readonly JudgedRun[]): CohortPair[] {
  const pairs = runs.flatMap((a, indexA) =>
    runs.slice(indexA + 1).map((b, offset) => ({
      indexA,
      indexB: indexA + 1 + offset,
      ...comparePair({
        nameA: a.name,
        nameB: b.name,
        correctA: a.correct,
        correctB: b.correct,
      }),
    })),
  );
  const corrected = holm(pairs.map((pair) => pair.pValue));
  return pairs.map((pair, i) => {
    const correctedPValue = corrected[i]!;
    const sentence = verdict(pair, { pValue: correctedPValue, numPairs: pairs.length });
    return { ...pair, correctedPValue, verdict: sentence };
  });
}
