import { findPair, hitsOf, type Judgement, type TestedRun } from "../comparability/index.ts";
import {
  type Interval,
  judgeDifferences,
  type SplitPair,
  samplingVariance,
} from "../stats/index.ts";
import type { TransferPair } from "./transfer-pairs.ts";

/** What can be said of a gain. */
export interface JudgedGain {
  /** Accuracy with transfer minus accuracy without; over several splits the mean. In [-1, 1]. */
  readonly gain: number;
  /** Null where there is none, and `unknown` may say why. */
  readonly interval: Interval | null;
  /** Whether it is more than chance: a clear gain below 0 is negative transfer. */
  readonly isClear: boolean;
  readonly unknown: string | null;
}

/**
 * What can be said of each gain: the judgement of the two runs or, over several splits, of the two methods. Where
 * the methods do not all cover the same splits there is none of them all, and the gains of this list are judged.
 *
 * @param lists As `transferPairs` gives them.
 */
export function judgeGains<Run extends TestedRun>(
  lists: readonly (readonly TransferPair<Run>[])[],
  judgement: Judgement<Run>,
): JudgedGain[] {
  const several = lists.filter((pairs) => pairs.length > 1);
  const judged = several.map((pairs) => ofMethods(pairs, judgement.overSplits?.pairs ?? []));
  const left = several.filter((_, i) => judged[i] === null);
  const own = judgeLists(left).values();
  const overSplits = judged.map((known) => known ?? own.next().value!).values();
  return lists.map((pairs) =>
    pairs.length > 1 ? overSplits.next().value! : ofRuns(pairs[0]!, judgement),
  );
}

function ofRuns<Run extends TestedRun>(
  pair: TransferPair<Run>,
  judgement: Judgement<Run>,
): JudgedGain {
  const found = findPair(judgement, pair.with, pair.without);
  const gain = gainOf(pair);
  if (!found) return { gain, interval: null, isClear: false, unknown: null };
  const { interval, isClear } = found.pair;
  const isTurned = found.b !== pair.with;
  return {
    gain,
    isClear,
    unknown: null,
    interval: interval && isTurned ? turn(interval) : interval,
  };
}

function ofMethods(
  pairs: readonly TransferPair[],
  judged: readonly SplitPair[],
): JudgedGain | null {
  const [transferred, plain] = [pairs[0]!.with.run.method, pairs[0]!.without.run.method];
  const found = judged.find(
    ({ nameA, nameB, difference }) =>
      difference.numSplits === pairs.length &&
      ((nameA === plain && nameB === transferred) || (nameA === transferred && nameB === plain)),
  );
  return found ? toGain(found, found.nameB !== transferred) : null;
}

/** Each list by its own splits, Holm-corrected over the lists of one size of split. */
function judgeLists(lists: readonly (readonly TransferPair[])[]): JudgedGain[] {
  if (lists.length === 0) return [];
  const { numTrain, numTest } = lists[0]![0]!.with.run.split;
  const judged = judgeDifferences(
    lists.map((pairs) => ({
      nameA: pairs[0]!.without.run.method,
      nameB: pairs[0]!.with.run.method,
      differences: pairs.map(gainOf),
      sampling: samplingVariance(
        pairs.map((pair) => {
          const [without, hits] = [hitsOf(pair.without), hitsOf(pair.with)];
          return {
            images: pair.with.predictions.map(({ hash }) => hash),
            values: hits.map((hit, i) => Number(hit) - Number(without[i])),
          };
        }),
      ),
    })),
    { numTrain, numTest },
  );
  return judged.map((pair) => toGain(pair, false));
}

function toGain({ difference, isClear }: SplitPair, isTurned: boolean): JudgedGain {
  const { mean, low, high, unknown } = difference;
  const interval = low === null || high === null ? null : { low, high };
  return {
    gain: isTurned ? -mean : mean,
    isClear,
    unknown,
    interval: interval && isTurned ? turn(interval) : interval,
  };
}

function turn({ low, high }: Interval): Interval {
  return { low: -high, high: -low };
}

function gainOf(pair: TransferPair): number {
  return (numHits(pair.with) - numHits(pair.without)) / pair.with.predictions.length;
}

function numHits(run: TestedRun): number {
  return hitsOf(run).filter(Boolean).length;
}
