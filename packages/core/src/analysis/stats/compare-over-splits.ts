import { AppError } from "../../contract/errors.ts";
import {
  type CorrectedMean,
  correctedInterval,
  type ImageAnswers,
  type RepeatedSplits,
  samplingVariance,
} from "./corrected-interval.ts";
import { holmSteps, SIGNIFICANT } from "./holm.ts";
import { formatPoints, formatPValue } from "./verdict.ts";

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
