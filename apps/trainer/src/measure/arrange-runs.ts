import { AppError } from "@graft/core/errors";
import type { ComparedAnswers, SplitAccuracies } from "@graft/core/stats";
import type { TestedRun } from "./load-run.ts";

/** Runs that can be compared: on one split picture by picture, or method by method over several. */
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
 * @throws {AppError} RUNS_NOT_COMPARABLE for runs on different data sets or classes, the same run twice,
 *   or several splits on which not every method ran exactly once.
 */
export function arrangeRuns(runs: readonly TestedRun[]): Arrangement {
  checkSameData(runs);
  const splits = [...new Set(runs.map(({ run }) => run.split.fingerprint))];
  if (splits.length === 1) {
    checkSamePictures(runs);
    const names = nameRuns(runs);
    const answers = runs.map(({ said }, i) => ({
      name: names[i]!,
      correct: said.map(({ trueLabel, predicted }) => trueLabel === predicted),
    }));
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
      accuracies: splits.map((split) => accuracyOf(onlyRun(runs, { name, split }))),
    })),
  };
}

/** The method of each run; after its number where another run has the same method. */
function nameRuns(runs: readonly TestedRun[]): string[] {
  const methods = runs.map(({ run }) => run.method);
  return runs.map(({ run }) =>
    methods.filter((method) => method === run.method).length === 1
      ? run.method
      : `run ${run.id} ${run.method}`,
  );
}

function checkSameData([first, ...others]: readonly TestedRun[]): void {
  for (const [i, other] of others.entries()) {
    const earlier = [first!, ...others.slice(0, i)];
    if (earlier.some(({ run }) => run.id === other.run.id)) {
      throw notComparable(`Run ${other.run.id} was given twice.`, "Name each run once.");
    }
    const [a, b] = [first!.run, other.run];
    if (a.dataset.fingerprint === b.dataset.fingerprint) continue;
    throw notComparable(
      `Run ${a.id} is on the data set ${a.dataset.name}, run ${b.id} on ${b.dataset.name}: other pictures or other labels.`,
      "Compare runs on the same data set.",
    );
  }
}

function checkSamePictures([first, ...others]: readonly TestedRun[]): void {
  for (const other of others) {
    const same =
      first!.said.length === other.said.length &&
      first!.said.every(({ hash }, i) => hash === other.said[i]?.hash);
    if (same) continue;
    throw notComparable(
      `Runs ${first!.run.id} and ${other.run.id} were not tested on the same pictures.`,
      "Train one of them again on the present pictures.",
    );
  }
}

function sameSizes(runs: readonly TestedRun[]): { numTrain: number; numTest: number } {
  const [first, ...others] = runs.map(({ run }) => run.split);
  const { numTrain, numTest } = first!;
  const same = others.every((split) => split.numTrain === numTrain && split.numTest === numTest);
  if (same) return { numTrain, numTest };
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

function accuracyOf({ said }: TestedRun): number {
  return said.filter(({ trueLabel, predicted }) => trueLabel === predicted).length / said.length;
}

function notComparable(message: string, hint: string): AppError {
  return new AppError({ code: "RUNS_NOT_COMPARABLE", message, hint });
}
