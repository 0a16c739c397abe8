import { AppError } from "../../contract/errors.ts";
import { mean } from "../aggregate.ts";
import type { ComparedAnswers, SplitAccuracies } from "../stats/index.ts";
import { findObstacle } from "./find-obstacle.ts";
import { nameRuns } from "./name-runs.ts";
import { hitsOf, type TestedRun } from "./tested-run.ts";

/** Runs that can be compared: on one split image by image, or method by method over several. */
export type Arrangement =
  | { readonly kind: "one split"; readonly answers: readonly ComparedAnswers[] }
  | {
      readonly kind: "several splits";
      readonly methods: readonly SplitAccuracies[];
      readonly numSplits: number;
      readonly numTrain: number;
      readonly numTest: number;
    };

/**
 * Makes runs ready for `compareRuns` or `compareOverSplits`, whichever is fair. `judgeRuns` is the one caller.
 *
 * @param runs At least one.
 * @throws {AppError} RUNS_NOT_COMPARABLE for runs on different data sets, classes or test images, the
 *   same run twice, or several splits on which not every method ran exactly once.
 */
export function arrangeRuns(runs: readonly TestedRun[]): Arrangement {
  checkComparable(runs);
  const splits = [...new Set(runs.map(({ run }) => run.split.fingerprint))];
  if (splits.length === 1) {
    const names = nameRuns(runs.map(({ run }) => run));
    const answers = runs.map((run, i) => ({ name: names[i]!, correct: hitsOf(run) }));
    return { kind: "one split", answers };
  }
  const methods = [...new Set(runs.map(({ run }) => run.method))];
  const { numTrain, numTest } = sameSizes(runs);
  return {
    kind: "several splits",
    numSplits: splits.length,
    numTrain,
    numTest,
    methods: methods.map((name) => ({
      name,
      ...overSplits(splits.map((split) => onlyRun(runs, { name, split }))),
    })),
  };
}

/** Other splits do not prevent a comparison here: over several, methods are compared. */
function checkComparable(runs: readonly TestedRun[]): void {
  for (const [i, other] of runs.entries()) {
    const earlier = runs.slice(0, i);
    if (earlier.some(({ run }) => run.id === other.run.id)) {
      throw notComparable(`Run ${other.run.id} was given twice.`, "Name each run once.");
    }
    for (const run of earlier) {
      const obstacle = findObstacle(run, other);
      if (obstacle === null || obstacle.kind === "split") continue;
      throw notComparable(
        `Runs ${run.run.id} and ${other.run.id} cannot be compared: ${obstacle.reason}.`,
        obstacle.kind === "images"
          ? "Train one of them again on the present images."
          : "Compare runs on the same data set.",
      );
    }
  }
}

/** Sizes of the splits; of the test parts, the mean of what is left where images were taken out of them. */
function sameSizes(runs: readonly TestedRun[]): { numTrain: number; numTest: number } {
  const [first, ...others] = runs.map(({ run }) => run.split);
  const { numTrain, numTest } = first!;
  const same = others.every((split) => split.numTrain === numTrain && split.numTest === numTest);
  const left = Math.round(mean(runs.map(({ predictions }) => predictions.length)));
  if (same) return { numTrain, numTest: Math.min(numTest, left) };
  throw notComparable(
    "The splits of these runs are of different sizes.",
    "Compare runs of one experiment: its repeats have splits of one size.",
  );
}

function onlyRun(
  runs: readonly TestedRun[],
  { name, split }: { name: string; split: string },
): TestedRun {
  const [found, ...more] = runs.filter(
    ({ run }) => run.method === name && run.split.fingerprint === split,
  );
  if (found && more.length === 0) return found;
  throw notComparable(
    `The runs are on different splits, and ${name} is there ${more.length > 0 ? "more than once" : "not at all"} on one of them.`,
    "Name runs of one split, or of several splits each method once on every split.",
  );
}

/** Accuracies with the answers they are made of: an image may be tested on several splits. */
function overSplits(runs: readonly TestedRun[]): Omit<SplitAccuracies, "name"> {
  const answers = runs.map((run) => ({
    images: run.predictions.map(({ hash }) => hash),
    values: hitsOf(run).map(Number),
  }));
  return { answers, accuracies: answers.map(({ values }) => meanOf(values)) };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function notComparable(message: string, hint: string): AppError {
  return new AppError({ code: "RUNS_NOT_COMPARABLE", message, hint });
}
