import { correctedInterval, holm, type Interval } from "@graft/core/stats";
import { intervalAgainst, type Judgement, type Pair } from "../judge-runs.ts";
import { gainOf, sizesOf, type TransferPair } from "./transfer-pairs.ts";

/** What can be said of a gain. */
interface TransferVerdict {
  readonly interval: Interval | null;
  /** 1 where nothing is known. */
  readonly correctedPValue: number;
}

/**
 * What can be said of each gain: on one split by the test of the two runs, on several by the corrected test of the
 * mean. Both are corrected as they are elsewhere on the page; where it does not judge the methods over the splits,
 * for they do not all cover them, for the gains of this list.
 */
export function judgeTransfer(
  lists: readonly (readonly TransferPair[])[],
  { pairs: judged, overSplits }: Pick<Judgement, "pairs" | "overSplits">,
): TransferVerdict[] {
  const means = lists.map((pairs) => correctedInterval(pairs.map(gainOf), sizesOf(pairs[0]!)));
  const corrected = holm(means.map(({ pValue }) => pValue ?? 1));
  return lists.map((pairs, i) => {
    const first = pairs[0]!;
    if (pairs.length === 1) return judgeSingle(first, judged);
    const { low, high } = means[i]!;
    const known = overSplits?.pairs.find(({ nameA, nameB }) =>
      isSameTwo([nameA, nameB], [first.with.run.method, first.without.run.method]),
    );
    return {
      // Within [-1, 1]: a mean of differences lies there, whatever the interval's arithmetic says.
      interval:
        low === null || high === null ? null : { low: Math.max(-1, low), high: Math.min(1, high) },
      correctedPValue: (known ? known.correctedPValue : corrected[i]) ?? 1,
    };
  });
}

function judgeSingle(pair: TransferPair, judged: readonly Pair[]): TransferVerdict {
  const found = judged.find(({ a, b }) => isSameTwo([a, b], [pair.with, pair.without]));
  return {
    interval: intervalAgainst(judged, pair.without, pair.with),
    correctedPValue: found && !("reason" in found.result) ? found.result.correctedPValue : 1,
  };
}

function isSameTwo<One>(some: readonly [One, One], others: readonly [One, One]): boolean {
  const [a, b] = some;
  const [c, d] = others;
  return (a === c && b === d) || (a === d && b === c);
}
