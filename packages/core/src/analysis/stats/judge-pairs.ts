import type { PairComparison } from "./compare-pair.ts";
import { holmSteps, SIGNIFICANT } from "./holm.ts";
import { pairedInterval } from "./paired-interval.ts";
import { verdict } from "./verdict.ts";
import type { Interval } from "./wilson-interval.ts";

/** Two classifiers with everything that is said of them anywhere. */
export interface JudgedPair extends PairComparison {
  /** Of the exact McNemar test, after Holm's correction over all pairs of the list, in [0, 1]. */
  readonly correctedPValue: number;
  /** Whether the difference is more than chance: the corrected p-value is below 0.05. Colour and words follow it. */
  readonly isClear: boolean;
  /**
   * Of the difference B - A, by inverting the same test at the level of its step of the correction: it leaves 0 out
   * exactly where `isClear`. Null where it would leave out next to nothing.
   */
  readonly interval: Interval | null;
  /** The comparison in one plain sentence. */
  readonly verdict: string;
}

/** The pairs in the given order, Holm-corrected over all of them. */
export function judgePairs(pairs: readonly PairComparison[]): JudgedPair[] {
  const steps = holmSteps(pairs.map((pair) => pair.pValue));
  return pairs.map((pair, i) => {
    const { correctedPValue, divisor } = steps[i]!;
    return {
      ...pair,
      correctedPValue,
      isClear: correctedPValue < SIGNIFICANT,
      interval: pairedInterval(pair, 1 - SIGNIFICANT / divisor),
      verdict: verdict(pair, { pValue: correctedPValue, numPairs: pairs.length }),
    };
  });
}
