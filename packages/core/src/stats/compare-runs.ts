import { AppError } from "../errors.ts";
import { deriveSeed } from "../random/index.ts";
import { type CochranQ, cochranQ } from "./cochran-q.ts";
import { comparePair } from "./compare-pair.ts";
import { describeComparison } from "./describe-comparison.ts";
import { differenceInterval } from "./difference-interval.ts";
import { type JudgedPair, judgePairs } from "./judge-pairs.ts";
import { type Interval, wilsonInterval } from "./wilson-interval.ts";

/** One run on the test images that all runs of a comparison share. */
export interface ComparedAnswers {
  readonly name: string;
  /** Whether it was right, per image, shape [n]; all runs in one order. */
  readonly correct: readonly boolean[];
}

export interface RunScore {
  readonly name: string;
  readonly correct: number;
  readonly total: number;
  readonly accuracy: number;
  /** Wilson's, at the confidence asked for. */
  readonly interval: Interval;
}

export interface ComparedPair extends JudgedPair {
  /** Of the difference B - A, by paired BCa bootstrap; null where it is not defined. */
  readonly interval: Interval | null;
}

/** Several runs on the same test images. */
export interface RunComparison {
  /** The most accurate first; equal ones in the order given. */
  readonly scores: readonly RunScore[];
  /** Every two runs, the less accurate one as A; Holm-corrected over all of them. */
  readonly pairs: readonly ComparedPair[];
  /** Whether any of them differ; null where nothing differs at all. */
  readonly cochranQ: CochranQ | null;
  /** What can be said, in plain sentences, the most important first. */
  readonly verdict: readonly string[];
}

export interface CompareOptions {
  /** Of the bootstrap. */
  readonly seed: number;
  /** In (0, 1), default 0.95. */
  readonly confidence?: number;
  /** Default 2,000. */
  readonly resamples?: number;
}

/**
 * Compares 2 to 10 runs on the same test images: accuracies with Wilson intervals, exact McNemar tests
 * with Holm's correction, bootstrap intervals of the differences, Cochran's Q, and what that says.
 *
 * @throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH, or OUT_OF_RANGE for fewer or more runs.
 */
export function compareRuns(
  runs: readonly ComparedAnswers[],
  { seed, confidence = 0.95, resamples = 2000 }: CompareOptions,
): RunComparison {
  if (runs.length < 2 || runs.length > 10) {
    throw new AppError({
      code: "OUT_OF_RANGE",
      message: `${runs.length} run${runs.length === 1 ? "" : "s"} cannot be compared.`,
      hint: "Give 2 to 10 runs.",
    });
  }
  const ordered = runs
    .map((run) => ({ ...run, hits: run.correct.filter(Boolean).length }))
    .sort((a, b) => b.hits - a.hits);
  const couples = ordered.flatMap((b, i) => ordered.slice(i + 1).map((a) => ({ a, b })));
  const judged = judgePairs(
    couples.map(({ a, b }) =>
      comparePair({ nameA: a.name, nameB: b.name, correctA: a.correct, correctB: b.correct }),
    ),
  );
  const pairs = couples.map(({ a, b }, i) => ({
    ...judged[i]!,
    interval: differenceInterval(a.correct, b.correct, {
      seed: deriveSeed(seed, "bootstrap", i),
      confidence,
      resamples,
    }),
  }));
  const scores = ordered.map(({ name, correct, hits }) => ({
    name,
    correct: hits,
    total: correct.length,
    accuracy: hits / correct.length,
    interval: wilsonInterval(hits, correct.length, confidence),
  }));
  const q = cochranQ(ordered.map(({ correct }) => correct));
  return {
    scores,
    pairs,
    cochranQ: q,
    verdict: describeComparison({ scores, pairs, cochranQ: q }),
  };
}
