import {
  comparePair,
  formatPValue,
  type JudgedPair,
  judgePairs,
  type PairComparison,
} from "@graft/core/stats";
import { alignPictures } from "./align-pictures.ts";
import { whyNotComparable } from "./comparability.ts";
import type { ComparedRun } from "./compared-run.ts";

/** Two runs, the less accurate one as A; tested against each other, or why they are not. */
export interface Pair {
  readonly a: ComparedRun;
  readonly b: ComparedRun;
  readonly result:
    | (JudgedPair & {
        /** The corrected p-value as it is shown. */
        readonly pValueText: string;
      })
    | { readonly reason: string };
}

/** Every pair of the runs, which are given the most accurate first. */
export function comparePairs(runs: readonly ComparedRun[]): Pair[] {
  const pairs = runs.flatMap((b, i) =>
    runs.slice(i + 1).map((a) => ({ a, b, tested: test(a, b) })),
  );
  const judged = judgePairs(
    pairs.flatMap(({ tested }) => (typeof tested === "string" ? [] : [tested])),
  )[Symbol.iterator]();
  return pairs.map(({ a, b, tested }) => {
    if (typeof tested === "string") return { a, b, result: { reason: tested } };
    const result: JudgedPair = judged.next().value!;
    return { a, b, result: { ...result, pValueText: formatPValue(result.correctedPValue) } };
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
