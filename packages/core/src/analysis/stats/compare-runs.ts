import { AppError } from "../../contract/errors.ts";
import type { RunComparison } from "./compare-pair.ts";
import { comparePair, judgePairs } from "./compare-pair.ts";
import { describeComparison } from "./describe-comparison.ts";
import { wilsonInterval } from "./intervals.ts";
import { cochranQ } from "./paired-tests.ts";

/** Most runs in one comparison: 45 pairs, and a correction that leaves something to find. */
export const MAX_COMPARED = 10;

/** One run on the test images that all runs of a comparison share. */
export interface ComparedAnswers {
  readonly name: string;
  /** Whether it was right, per image, shape [n]; all runs in one order. */
  readonly correct: readonly boolean[];
}

/**
 * Compares 2 to `MAX_COMPARED` runs on the same test images: accuracies with Wilson intervals, exact McNemar tests
 * with Holm's correction and the intervals of the differences that go with them, Cochran's Q, and what that says.
 *
 * @throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH, or OUT_OF_RANGE for fewer or more runs.
 */
export function compareRuns(runs: readonly ComparedAnswers[]): RunComparison {
  if (runs.length < 2 || runs.length > MAX_COMPARED) {
    throw new AppError({
      code: "OUT_OF_RANGE",
      message: `${runs.length} run${runs.length === 1 ? "" : "s"} cannot be compared.`,
      hint: `Give 2 to ${MAX_COMPARED} runs.`,
    });
  }
  const ordered = runs
    .map((run) => ({ ...run, hits: run.correct.filter(Boolean).length }))
    .sort((a, b) => b.hits - a.hits);
  const pairs = judgePairs(
    ordered.flatMap((b, i) =>
      ordered
        .slice(i + 1)
        .map((a) =>
          comparePair({ nameA: a.name, nameB: b.name, correctA: a.correct, correctB: b.correct }),
        ),
    ),
  );
  const scores = ordered.map(({ name, correct, hits }) => ({
    name,
    correct: hits,
    total: correct.length,
    accuracy: hits / correct.length,
    interval: wilsonInterval(hits, correct.length),
  }));
  const q = cochranQ(ordered.map(({ correct }) => correct));
  return {
    scores,
    pairs,
    cochranQ: q,
    verdict: describeComparison({ scores, pairs, cochranQ: q }),
  };
}
