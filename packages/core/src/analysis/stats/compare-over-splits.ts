import { AppError } from "../../contract/errors.ts";
import { formatPoints, formatPValue } from "../format.ts";
import { normalCdf, normalQuantile, studentQuantile, studentTwoSided } from "./distributions.ts";
import type { Interval } from "./intervals.ts";
import {
  checkConfidence,
  checkCount,
  checkFinite,
  holmSteps,
  SIGNIFICANT,
} from "./paired-tests.ts";

/** What one method reached on each split; all methods in one order of the splits. */
export interface SplitAccuracies {
  readonly name: string;
  /** Shape [J]. */
  readonly accuracies: readonly number[];
  /** Which images it had right on each split, shape [J]; without them chance is judged by the spread alone. */
  readonly answers?: readonly ImageAnswers[] | undefined;
}

export interface SplitPair {
  /** The method with the lower mean accuracy. */
  readonly nameA: string;
  readonly nameB: string;
  /** Of B - A, split by split; its interval is at the level of the pair's step of Holm's correction. */
  readonly difference: CorrectedMean;
  /** After Holm's correction over all pairs; null where nothing can be said of chance. */
  readonly correctedPValue: number | null;
  /** Whether the difference is more than chance; where it is, the interval leaves out 0. */
  readonly isClear: boolean;
  /** In one plain sentence. */
  readonly verdict: string;
}

export interface SplitComparison {
  readonly numSplits: number;
  /** The highest mean first. */
  readonly scores: readonly { readonly name: string; readonly accuracy: CorrectedMean }[];
  readonly pairs: readonly SplitPair[];
  /** One sentence per pair. */
  readonly verdict: readonly string[];
}

/** Two methods on several splits, before chance is judged. */
export interface SplitDifferences {
  readonly nameA: string;
  readonly nameB: string;
  /** Of B - A, shape [J]. */
  readonly differences: readonly number[];
  /** Variance of their mean that comes from the choice of the test images; 0 where it is not known. */
  readonly sampling: number;
}

/**
 * Compares methods over repeated splits of one data set. The test images of the splits overlap, so they are never
 * pooled into one table.
 *
 * @throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH, NOT_A_NUMBER or OUT_OF_RANGE.
 */
export function compareOverSplits(
  methods: readonly SplitAccuracies[],
  sizes: Pick<RepeatedSplits, "numTrain" | "numTest">,
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
    .map((method) => ({ ...method, accuracy: meanAccuracy(method, sizes) }))
    .sort((a, b) => b.accuracy.mean - a.accuracy.mean);
  const pairs = judgeDifferences(
    scored.flatMap((b, i) => scored.slice(i + 1).map((a) => differencesOf(a, b))),
    sizes,
  );
  return {
    numSplits,
    scores: scored.map(({ name, accuracy }) => ({ name, accuracy })),
    pairs,
    verdict: pairs.map(({ verdict }) => verdict),
  };
}

/** Differences over splits in the given order, Holm-corrected over all of them. */
export function judgeDifferences(
  pairs: readonly SplitDifferences[],
  sizes: Pick<RepeatedSplits, "numTrain" | "numTest">,
): SplitPair[] {
  const mean = ({ differences, sampling }: SplitDifferences, confidence?: number) =>
    correctedInterval(differences, { ...sizes, sampling, bounds: DIFFERENCES, confidence });
  // Without a p-value there is nothing to correct, but the pair was looked at and counts.
  const steps = holmSteps(pairs.map((pair) => mean(pair).pValue ?? 1));
  return pairs.map((pair, i) => {
    const { nameA, nameB } = pair;
    const difference = mean(pair, 1 - SIGNIFICANT / steps[i]!.divisor);
    const correctedPValue = difference.pValue === null ? null : steps[i]!.correctedPValue;
    const judged = {
      nameA,
      nameB,
      difference,
      correctedPValue,
      isClear: correctedPValue !== null && correctedPValue < SIGNIFICANT,
    };
    return { ...judged, verdict: sayPair(judged, pairs.length) };
  });
}

const ACCURACIES = { low: 0, high: 1 };
const DIFFERENCES = { low: -1, high: 1 };

function meanAccuracy(
  { accuracies, answers }: SplitAccuracies,
  sizes: Pick<RepeatedSplits, "numTrain" | "numTest">,
): CorrectedMean {
  const sampling = answers && samplingVariance(answers);
  return correctedInterval(accuracies, { ...sizes, sampling, bounds: ACCURACIES });
}

function differencesOf(a: SplitAccuracies, b: SplitAccuracies): SplitDifferences {
  const [ofA, ofB] = [a.answers, b.answers];
  return {
    nameA: a.name,
    nameB: b.name,
    differences: b.accuracies.map((accuracy, split) => accuracy - a.accuracies[split]!),
    sampling: ofA && ofB ? samplingVariance(ofB.map((own, j) => minus(own, ofA[j]!))) : 0,
  };
}

function minus(b: ImageAnswers, a: ImageAnswers): ImageAnswers {
  return { images: b.images, values: Array.from(b.values, (value, i) => value - a.values[i]!) };
}

function sayPair(
  { nameA, nameB, difference, correctedPValue, isClear }: Omit<SplitPair, "verdict">,
  numPairs: number,
): string {
  const { mean, numSplits, range, unknown } = difference;
  const over = `on average over ${numSplits} split${numSplits === 1 ? "" : "s"}`;
  const lead =
    Math.abs(mean) < 1e-9
      ? `${nameB} and ${nameA} tie ${over}`
      : `${nameB} is ${formatPoints(Math.abs(mean))} ${mean > 0 ? "higher" : "lower"} than ${nameA} ${over}`;
  if (correctedPValue === null) {
    const ends = [range.low, range.high].map((end) => Number((100 * end).toFixed(1)));
    const from = ends[0] === ends[1] ? "" : ` (${ends[0]} to ${ends[1]} points)`;
    return `${lead}${from}; chance cannot be judged: ${unknown}.`;
  }
  const chance = isClear ? "this is unlikely to be chance" : "this could be chance";
  const pairs = numPairs > 1 ? `, corrected for ${numPairs} pairs` : "";
  return `${lead}; ${chance} (${formatPValue(correctedPValue)}${pairs}).`;
}

export interface RepeatedSplits {
  readonly numTrain: number;
  readonly numTest: number;
  /**
   * Variance of the mean that comes from which images were drawn for testing (`samplingVariance`): the spread over
   * a few splits may be small by accident, and a mean is never surer than its images allow. Default 0: not known.
   */
  readonly sampling?: number | undefined;
  /** What the values can be: [0, 1] for accuracies, [-1, 1] for their differences. Default: anything. */
  readonly bounds?: Interval | undefined;
  /** In (0, 1), default 0.95. */
  readonly confidence?: number | undefined;
}

/** A mean over different splits, with what can be said of it. */
export interface CorrectedMean {
  readonly mean: number;
  readonly numSplits: number;
  /** Lowest and highest of the splits. */
  readonly range: Interval;
  /** Sample standard deviation over the splits; null for one split. */
  readonly deviation: number | null;
  /** Of the mean, Nadeau and Bengio's; null for one split. */
  readonly standardError: number | null;
  /** Both null where there is no interval; `unknown` says why. */
  readonly low: number | null;
  readonly high: number | null;
  /** Of the two-sided test that the mean is 0; null where there is none. */
  readonly pValue: number | null;
  /** Why there is no interval, as a clause: "an interval needs 3 different splits". */
  readonly unknown: string | null;
}

/** With fewer different splits their spread says next to nothing: of two, Student's t is 12.7. */
const FEWEST_SPLITS = 3;

/** Fractions of up to 10,000 images that differ at all differ by more than this; a smaller spread is rounding. */
const ROUNDING = 1e-9;

/**
 * Mean over J different random splits of one data set, by the wider of two intervals and the larger of two p-values:
 *
 * - Nadeau and Bengio's: the splits share images, so the variance of the mean is (1/J + n_test / n_train) s²;
 * - that of the test images, each of which counts once, however many splits tested it (`sampling`).
 *
 * @param values One per different split, shape [J]: accuracies, or differences of two methods on the same split.
 *   Several runs on one split are averaged before.
 * @returns Without interval and p for fewer than three splits, for splits that are all the same, and without an
 *   interval where it would leave out less than half of what is possible.
 * @throws {AppError} EMPTY_INPUT, NOT_A_NUMBER or OUT_OF_RANGE.
 * @see Nadeau & Bengio 2003, doi:10.1023/A:1024068626366; docs/decisions/0014-verdicts.md tells why both.
 */
export function correctedInterval(
  values: readonly number[],
  { numTrain, numTest, sampling = 0, bounds, confidence = 0.95 }: RepeatedSplits,
): CorrectedMean {
  const numSplits = values.length;
  if (numSplits === 0) {
    throw new AppError({
      code: "EMPTY_INPUT",
      message: "A mean needs at least one split.",
      hint: "Give the value of at least one split.",
    });
  }
  checkFinite(values, "The value of split");
  checkCount(numTrain, "training images");
  checkCount(numTest, "test images");
  checkConfidence(confidence);
  const range = { low: Math.min(...values), high: Math.max(...values) };
  const isLevel = range.high - range.low < ROUNDING;
  const mean = isLevel ? values[0]! : values.reduce((sum, value) => sum + value, 0) / numSplits;
  const squares = isLevel ? 0 : values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = numSplits === 1 ? null : Math.sqrt(squares / (numSplits - 1));
  const standardError =
    deviation === null ? null : Math.sqrt(1 / numSplits + numTest / numTrain) * deviation;
  const found = { mean, numSplits, range, deviation, standardError };
  const without = (unknown: string, pValue: number | null = null): CorrectedMean => {
    return { ...found, low: null, high: null, pValue, unknown };
  };
  if (standardError === null || numSplits < FEWEST_SPLITS) {
    return without(`an interval needs ${FEWEST_SPLITS} different splits`);
  }
  if (isLevel) return without("it is the same on every split");
  const drawn = Math.sqrt(sampling);
  const half = Math.max(
    studentQuantile(confidence, numSplits - 1) * standardError,
    normalQuantile((1 + confidence) / 2) * drawn,
  );
  const pValue = Math.max(
    studentTwoSided(mean / standardError, numSplits - 1),
    drawn === 0 ? 0 : 2 * normalCdf(-Math.abs(mean) / drawn),
  );
  if (bounds && 2 * half > (bounds.high - bounds.low) / 2) {
    return without("the splits differ too much for an interval", pValue);
  }
  const low = Math.max(bounds?.low ?? Number.NEGATIVE_INFINITY, mean - half);
  const high = Math.min(bounds?.high ?? Number.POSITIVE_INFINITY, mean + half);
  return { ...found, low, high, pValue, unknown: null };
}

/** What was counted on one split. */
export interface ImageAnswers {
  /** By what each image is known on every split, shape [n]. */
  readonly images: ArrayLike<string | number>;
  /** What each counts: 1 or 0 for a hit; for a difference 1, 0 or -1. In the same order. */
  readonly values: ArrayLike<number>;
}

/**
 * Variance of a mean over splits that comes from the choice of the test images. An image that several splits tested
 * is one image: its values are summed up first (a cluster), so that overlapping test parts are not counted twice.
 *
 * @see Cameron & Miller 2015, doi:10.3368/jhr.50.2.317, on clustered errors.
 */
export function samplingVariance(splits: readonly ImageAnswers[]): number {
  const clusters = new Map<string | number, { sum: number; times: number }>();
  let [total, count] = [0, 0];
  for (const { images, values } of splits) {
    for (let i = 0; i < images.length; i++) {
      const cluster = clusters.get(images[i]!) ?? { sum: 0, times: 0 };
      cluster.sum += values[i]!;
      cluster.times += 1;
      clusters.set(images[i]!, cluster);
      total += values[i]!;
    }
    count += images.length;
  }
  const n = clusters.size;
  if (n < 2) return 0;
  let squares = 0;
  for (const { sum, times } of clusters.values()) squares += (sum - (times * total) / count) ** 2;
  return (squares * n) / (n - 1) / count ** 2;
}

/**
 * The same of accuracies when it is not known which images were right: for test parts drawn at random, of which as
 * many overlap as their sizes say.
 */
export function samplingVarianceOf(
  accuracies: readonly number[],
  { numTrain, numTest }: Pick<RepeatedSplits, "numTrain" | "numTest">,
): number {
  const mean = accuracies.reduce((sum, value) => sum + value, 0) / accuracies.length;
  return (
    ((1 / accuracies.length + numTest / numTrain) * mean * (1 - mean)) / Math.max(1, numTest - 1)
  );
}
