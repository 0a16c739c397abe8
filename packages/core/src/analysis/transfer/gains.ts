import { findPair, hitsOf, type Judgement, type TestedRun } from "../comparability/index.ts";
import {
  correctedInterval,
  holm,
  type Interval,
  judgeDifferences,
  mcNemarExact,
  SIGNIFICANT,
  type SplitPair,
  samplingVariance,
} from "../stats/index.ts";
import type { TransferPair } from "./transfer.ts";

/** What transfer did to one class. */
export interface ClassGain {
  /** Label index. */
  readonly label: number;
  /** Test images of the class, on all splits. */
  readonly total: number;
  /** Of them recognised without and with transfer, in [0, 1]; over several splits the means. */
  readonly without: number;
  readonly with: number;
  /** The difference, in [-1, 1]. */
  readonly gain: number;
  /** Holm-corrected over all classes of all lists; null where nothing can be said of chance. */
  readonly correctedPValue: number | null;
  /** Whether it is more than chance: a clear gain below 0 is negative transfer. */
  readonly isClear: boolean;
}

/**
 * The gain of each class that has test images, in the order of the labels: an overall gain may hide a class that
 * transfer made worse. On one split by the exact McNemar test on the images of the class, over several by the
 * corrected test of the mean.
 *
 * @param lists Of one data set, each a pair per split as `transferPairs` gives them; they are shown in one table, and
 *   the correction is over all of it.
 */
export function classGains(lists: readonly (readonly TransferPair[])[]): ClassGain[][] {
  const counted = lists.map((pairs) => {
    const splits = pairs.map(answersOf);
    const labels = [...new Set(splits.flatMap(({ truth }) => truth))].sort((a, b) => a - b);
    const sizes = pairs[0]!.with.run.split;
    return labels.map((label) => gainOfClass(splits, { label, ...sizes }));
  });
  const corrected = holm(counted.flat().map(({ pValue }) => pValue ?? 1)).values();
  return counted.map((gains) =>
    gains.map(({ pValue, ...gain }) => {
      const ofHolm = corrected.next().value!;
      const correctedPValue = pValue === null ? null : ofHolm;
      return { ...gain, correctedPValue, isClear: ofHolm < SIGNIFICANT };
    }),
  );
}

interface Answers {
  readonly images: readonly string[];
  readonly truth: readonly number[];
  readonly without: readonly boolean[];
  readonly with: readonly boolean[];
}

function answersOf({ without, with: transferred }: TransferPair): Answers {
  return {
    images: transferred.predictions.map(({ hash }) => hash),
    truth: transferred.predictions.map(({ trueLabel }) => trueLabel),
    without: hitsOf(without),
    with: hitsOf(transferred),
  };
}

interface OfClass {
  readonly label: number;
  readonly numTrain: number;
  readonly numTest: number;
}

function gainOfClass(splits: readonly Answers[], { label, numTrain, numTest }: OfClass) {
  // A class may have no test image on some split.
  const own = splits
    .map((split) => onlyClass(split, label))
    .filter(({ images }) => images.length > 0);
  const mean = (valueOf: (answers: Answers) => number) =>
    own.reduce((sum, answers) => sum + valueOf(answers), 0) / own.length;
  const differences = own.map(
    (answers) => (count(answers.with) - count(answers.without)) / answers.images.length,
  );
  return {
    label,
    total: own.reduce((sum, { images }) => sum + images.length, 0),
    without: mean((answers) => count(answers.without) / answers.images.length),
    with: mean((answers) => count(answers.with) / answers.images.length),
    gain: differences.reduce((sum, one) => sum + one, 0) / own.length,
    pValue:
      splits.length === 1
        ? mcNemarExact(
            onlyFirst(own[0]!.without, own[0]!.with),
            onlyFirst(own[0]!.with, own[0]!.without),
          )
        : correctedInterval(differences, {
            numTrain,
            numTest,
            sampling: samplingVariance(own.map(toDifferences)),
          }).pValue,
  };
}

function onlyClass({ images, truth, without, with: transferred }: Answers, label: number): Answers {
  const ofClass = <Value>(values: readonly Value[]) => values.filter((_, i) => truth[i] === label);
  return {
    images: ofClass(images),
    truth: ofClass(truth),
    without: ofClass(without),
    with: ofClass(transferred),
  };
}

function toDifferences({ images, without, with: transferred }: Answers) {
  return { images, values: transferred.map((hit, i) => Number(hit) - Number(without[i])) };
}

function count(hits: readonly boolean[]): number {
  return hits.filter(Boolean).length;
}

function onlyFirst(first: readonly boolean[], second: readonly boolean[]): number {
  return first.filter((hit, i) => hit && !second[i]).length;
}

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
