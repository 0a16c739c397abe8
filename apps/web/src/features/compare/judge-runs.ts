import { arrangeRuns, findObstacle, hitsOf } from "@graft/core/comparability";
import { AppError } from "@graft/core/errors";
import { deriveSeed } from "@graft/core/random";
import {
  type ComparedPair,
  compareOverSplits,
  comparePair,
  compareRuns,
  differenceInterval,
  formatPValue,
  type Interval,
  judgePairs,
  type SplitComparison,
} from "@graft/core/stats";
import type { ComparedRun } from "./compared-run.ts";

/** Two runs, the less accurate one as A; tested against each other, or why they are not. */
export interface Pair {
  readonly a: ComparedRun;
  readonly b: ComparedRun;
  readonly result:
    | (ComparedPair & {
        /** The corrected p-value as it is shown. */
        readonly pValueText: string;
      })
    | { readonly reason: string };
}

/** What can be said of the runs: the same as `trainer compare` says of them in the same order. */
export interface Judgement {
  /** In plain sentences, the most important first; empty where nothing can be said of all the runs. */
  readonly verdict: readonly string[];
  /** Every pair of the runs, those of the most accurate run first. */
  readonly pairs: readonly Pair[];
  /** Methods over several splits; null on one split, and where the runs do not cover the splits evenly. */
  readonly overSplits: (SplitComparison & { readonly numSplits: number }) | null;
}

/**
 * @param runs Two or more, the most accurate first.
 * @param seed Of the bootstrap: the one of the run that was named first.
 */
export function judgeRuns(runs: readonly ComparedRun[], seed: number): Judgement {
  const arranged = arrange(runs);
  if (arranged?.kind === "one split") {
    const { verdict, pairs } = compareRuns(arranged.answers, { seed });
    const couples = couplesOf(runs);
    return {
      verdict,
      pairs: couples.map((couple, i) => toPair(couple, pairs[i]!)),
      overSplits: null,
    };
  }
  const pairs = judgeComparable(runs, seed);
  if (arranged === null) return { verdict: [], pairs, overSplits: null };
  const { methods, ...sizes } = arranged;
  const overSplits = compareOverSplits(methods, sizes);
  return {
    verdict: overSplits.verdict,
    pairs,
    overSplits: { ...overSplits, numSplits: sizes.numSplits },
  };
}

/** The interval of the accuracy of a run minus that of the baseline; null where there is none. */
export function intervalAgainst(
  pairs: readonly Pair[],
  baseline: ComparedRun,
  run: ComparedRun,
): Interval | null {
  const pair = pairs.find(
    ({ a, b }) => (a === run && b === baseline) || (a === baseline && b === run),
  );
  if (!pair || "reason" in pair.result || pair.result.interval === null) return null;
  const { low, high } = pair.result.interval;
  return pair.b === run ? { low, high } : { low: -high, high: -low };
}

/** Null where the runs cannot all be compared; which ones cannot is told elsewhere. */
function arrange(runs: readonly ComparedRun[]) {
  try {
    return arrangeRuns(runs);
  } catch (error) {
    if (error instanceof AppError && error.code === "RUNS_NOT_COMPARABLE") return null;
    throw error;
  }
}

type Couple = Pick<Pair, "a" | "b">;

function couplesOf(runs: readonly ComparedRun[]): Couple[] {
  return runs.flatMap((b, i) => runs.slice(i + 1).map((a) => ({ a, b })));
}

function toPair(couple: Couple, pair: ComparedPair): Pair {
  return { ...couple, result: { ...pair, pValueText: formatPValue(pair.correctedPValue) } };
}

/** Pair by pair what can be tested, Holm-corrected over the pairs that were. */
function judgeComparable(runs: readonly ComparedRun[], seed: number): Pair[] {
  const couples = couplesOf(runs).map((couple) => ({
    ...couple,
    obstacle: findObstacle(couple.a, couple.b),
  }));
  const tested = couples.filter(({ obstacle }) => obstacle === null);
  const judged = judgePairs(
    tested.map(({ a, b }) =>
      comparePair({ nameA: a.name, nameB: b.name, correctA: hitsOf(a), correctB: hitsOf(b) }),
    ),
  );
  return couples.map(({ a, b, obstacle }) => {
    if (obstacle) return { a, b, result: { reason: obstacle.reason } };
    const i = tested.findIndex((couple) => couple.a === a && couple.b === b);
    const interval = differenceInterval(hitsOf(a), hitsOf(b), {
      seed: deriveSeed(seed, "bootstrap", i),
    });
    return toPair({ a, b }, { ...judged[i]!, interval });
  });
}
