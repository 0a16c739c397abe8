import type { PairComparison } from "./compare-pair.ts";
import { holm } from "./holm.ts";
import { verdict } from "./verdict.ts";

export interface JudgedPair extends PairComparison {
  /** p-value in 0..1 after Holm's correction over all pairs of the list. */
  readonly correctedPValue: number;
  /** The comparison in one plain sentence. */
  readonly verdict: string;
}

/** The pairs in the given order, Holm-corrected over all of them, each with its verdict. */
export function judgePairs(pairs: readonly PairComparison[]): JudgedPair[] {
  const corrected = holm(pairs.map((pair) => pair.pValue));
  return pairs.map((pair, i) => {
    const correctedPValue = corrected[i]!;
    const sentence = verdict(pair, { pValue: correctedPValue, numPairs: pairs.length });
    return { ...pair, correctedPValue, verdict: sentence };
  });
}
