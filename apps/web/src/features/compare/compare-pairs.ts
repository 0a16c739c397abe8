import { comparePair, formatPValue, holm, type PairComparison, verdict } from "@graft/core/stats";
import { alignPictures } from "./align-pictures.ts";
import { whyNotComparable } from "./comparability.ts";
import type { ComparedRun } from "./compared-run.ts";

/** Two runs, the less accurate one as A; tested against each other, or why they are not. */
export interface Pair {
  readonly a: ComparedRun;
  readonly b: ComparedRun;
  readonly result:
    | (PairComparison & {
        /** After Holm's correction over all pairs that are tested. */
        readonly correctedPValue: number;
        readonly pValueText: string;
        readonly verdict: string;
      })
    | { readonly reason: string };
}

/** Every pair of the runs, which are given the most accurate first. */
export function comparePairs(runs: readonly ComparedRun[]): Pair[] {
  const pairs = runs.flatMap((b, i) =>
    runs.slice(i + 1).map((a) => ({ a, b, tested: test(a, b) })),
  );
  const pValues = pairs.flatMap(({ tested }) =>
    typeof tested === "string" ? [] : [tested.pValue],
  );
  const corrected = holm(pValues)[Symbol.iterator]();
  return pairs.map(({ a, b, tested }) => {
    if (typeof tested === "string") return { a, b, result: { reason: tested } };
    const correctedPValue: number = corrected.next().value ?? 1;
    const sentence = verdict(tested, { pValue: correctedPValue, numPairs: pValues.length });
    const pValueText = formatPValue(correctedPValue);
    return { a, b, result: { ...tested, correctedPValue, pValueText, verdict: sentence } };
  });
}

function test(a: ComparedRun, b: ComparedRun): PairComparison | string {
  const reason = whyNotComparable(a, b);
  if (reason !== null) return reason;
  const pictures = alignPictures([a, b]);
  if (pictures.length === 0) return "they share no test picture";
  return comparePair({
    nameA: a.name,
    nameB: b.name,
    correctA: pictures.map(({ outcomes }) => outcomes[0]?.correct ?? false),
    correctB: pictures.map(({ outcomes }) => outcomes[1]?.correct ?? false),
  });
}
