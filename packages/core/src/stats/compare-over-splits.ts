import { AppError } from "../errors.ts";
import {
  type CorrectedMean,
  correctedInterval,
  type RepeatedSplits,
} from "./corrected-interval.ts";
import { holm } from "./holm.ts";
import { formatPValue, SIGNIFICANT } from "./verdict.ts";

/** Accuracies of one method, one per split, shape [J]; all methods in one order of the splits. */
export interface SplitAccuracies {
  readonly name: string;
  readonly accuracies: readonly number[];
}

interface SplitPair {
  /** The method with the lower mean accuracy. */
  readonly nameA: string;
  readonly nameB: string;
  /** Of B - A, split by split. */
  readonly difference: CorrectedMean;
  /** After Holm's correction over all pairs; null for one split or where nothing spreads. */
  readonly correctedPValue: number | null;
}

export interface SplitComparison {
  /** The highest mean first. */
  readonly scores: readonly { readonly name: string; readonly accuracy: CorrectedMean }[];
  readonly pairs: readonly SplitPair[];
  /** One sentence per pair. */
  readonly verdict: readonly string[];
}

/**
 * Compares methods over repeated splits of one data set, by Nadeau and Bengio's corrected interval. The
 * test images of the splits overlap, so they are never pooled into one table.
 *
 * @throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH, NOT_A_NUMBER or OUT_OF_RANGE.
 */
export function compareOverSplits(
  methods: readonly SplitAccuracies[],
  sizes: RepeatedSplits,
): SplitComparison {
  const numSplits = methods[0]?.accuracies.length ?? 0;
  const odd = methods.find(({ accuracies }) => accuracies.length !== numSplits);
  if (odd) {
    throw new AppError({
      code: "SHAPE_MISMATCH",
      message: `"${methods[0]?.name}" has ${numSplits} splits, "${odd.name}" has ${odd.accuracies.length}.`,
      hint: "Compare methods that ran on the same splits.",
    });
  }
  const scored = methods
    .map((method) => ({ ...method, accuracy: correctedInterval(method.accuracies, sizes) }))
    .sort((a, b) => b.accuracy.mean - a.accuracy.mean);
  const pairs = scored.flatMap((b, i) =>
    scored.slice(i + 1).map((a) => ({
      nameA: a.name,
      nameB: b.name,
      difference: correctedInterval(
        b.accuracies.map((accuracy, split) => accuracy - a.accuracies[split]!),
        sizes,
      ),
    })),
  );
  // Without a p-value there is nothing to correct, but the pair was looked at and counts.
  const corrected = holm(pairs.map(({ difference }) => difference.pValue ?? 1));
  const judged = pairs.map((pair, i) => ({
    ...pair,
    correctedPValue: pair.difference.pValue === null ? null : corrected[i]!,
  }));
  return {
    scores: scored.map(({ name, accuracy }) => ({ name, accuracy })),
    pairs: judged,
    verdict: judged.map((pair) => sayPair(pair, { numSplits, numPairs: judged.length })),
  };
}

function sayPair(
  { nameA, nameB, difference, correctedPValue }: SplitPair,
  { numSplits, numPairs }: { numSplits: number; numPairs: number },
): string {
  const points = Number((100 * difference.mean).toFixed(1));
  const over = `over ${numSplits} split${numSplits === 1 ? "" : "s"}`;
  if (points === 0) return `${nameB} and ${nameA} are level ${over}.`;
  const lead = `${nameB} is ${points} point${points === 1 ? "" : "s"} higher than ${nameA} on average ${over}`;
  if (correctedPValue === null) return `${lead}; nothing is known of the spread.`;
  const chance =
    correctedPValue < SIGNIFICANT ? "this is unlikely to be chance" : "this could be chance";
  const pairs = numPairs > 1 ? `, corrected for ${numPairs} pairs` : "";
  return `${lead}; ${chance} (${formatPValue(correctedPValue)}${pairs}).`;
}
