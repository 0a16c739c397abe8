import type { MethodKind } from "@graft/core/contract";
import { comparePair, judgePairs, type PairComparison } from "@graft/core/stats";

/** A finished run, by what it got right. */
export interface AnsweredRun {
  readonly method: MethodKind;
  /** 0-based. */
  readonly repeat: number;
  /** Whether it was right, per test image in the data set's order. */
  readonly correct: readonly boolean[];
}

/** What each use of the pretrained net is measured against: the same work without one. */
const PAIRS: readonly (readonly [without: MethodKind, withNet: MethodKind])[] = [
  ["scratch", "fine-tuned"],
  ["scratch", "frozen-features"],
  ["raw-pixels", "frozen-features"],
];

/**
 * What transfer bought, as plain sentences; none where there is nothing to compare.
 *
 * One split is judged by exact McNemar tests, Holm-corrected over the pairs. The test images of several
 * splits overlap, so that only their mean differences and the range are told.
 */
export function describeTransferGain(runs: readonly AnsweredRun[]): string[] {
  const repeats = [...new Set(runs.map(({ repeat }) => repeat))];
  const pairs = PAIRS.flatMap(([without, withNet]) => {
    const comparisons = repeats.flatMap((repeat) => compare(runs, { repeat, without, withNet }));
    return comparisons.length > 0 ? [comparisons] : [];
  });
  if (pairs.every((comparisons) => comparisons.length === 1)) {
    return judgePairs(pairs.flat()).map(({ verdict }) => verdict);
  }
  return pairs.map(describeMean);
}

function compare(
  runs: readonly AnsweredRun[],
  { repeat, without, withNet }: { repeat: number; without: MethodKind; withNet: MethodKind },
): PairComparison[] {
  const find = (method: MethodKind) =>
    runs.find((run) => run.method === method && run.repeat === repeat);
  const [a, b] = [find(without), find(withNet)];
  if (!a || !b || a.correct.length === 0 || a.correct.length !== b.correct.length) return [];
  return [
    comparePair({ nameA: without, nameB: withNet, correctA: a.correct, correctB: b.correct }),
  ];
}

function describeMean(comparisons: readonly PairComparison[]): string {
  const [{ nameA, nameB }] = comparisons as [PairComparison];
  const points = comparisons.map(({ difference }) => 100 * difference);
  const mean = points.reduce((sum, value) => sum + value) / points.length;
  const range = `from ${Math.min(...points).toFixed(1)} to ${Math.max(...points).toFixed(1)}`;
  const direction = mean >= 0 ? "higher" : "lower";
  return `${nameB} is ${Math.abs(mean).toFixed(1)} points ${direction} than ${nameA} on average over ${points.length} splits (${range}).`;
}
