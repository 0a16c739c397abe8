import { type ClassCounts, confusionMatrix, oneVsRest } from "../confusion.ts";
import type { DecisionRule } from "../decisions.ts";
import { adjustPriors, decide, INDETERMINATE } from "../decisions.ts";
import type { Labels } from "../labels.ts";
import { checkProbabilities } from "../labels.ts";
import { rankScores, type ScoreRanking } from "../ranking.ts";

/** Some of the examples: either all, or those that were classified. */
export interface ExampleSet {
  /** Position of each in the list of all examples. */
  readonly positions: Int32Array;
  readonly truth: Int32Array;
  /** May hold INDETERMINATE in the set of all. */
  readonly predicted: Int32Array;
  /** Shape [positions.length, numClasses], class priors applied. */
  readonly probabilities: Float64Array;
}

/** What the properties of one run are computed from; what several of them need is computed once. */
export interface MeasureContext {
  readonly numClasses: number;
  readonly options: MeasureOptions;
  readonly all: ExampleSet;
  /** The examples that are not indeterminate. */
  readonly kept: ExampleSet;
  /** Of the kept examples: true class by predicted class. */
  readonly confusion: () => number[][];
  /** Of the kept examples, per class. */
  readonly classCounts: () => ClassCounts[];
  /** Of the kept examples, per class; by its probability. */
  readonly rankings: () => ScoreRanking[];
}

/**
 * Checks the predictions, applies the priors and decides.
 *
 * @throws {AppError} As `checkProbabilities`, `adjustPriors` and `decide`.
 */
export function measureContext(predictions: Predictions, options: MeasureOptions): MeasureContext {
  const { truth, probabilities, numClasses } = predictions;
  checkProbabilities(truth, probabilities, numClasses);
  const { classPriors: assumed } = options;
  const training = options.trainingPriors ?? Array<number>(numClasses).fill(1 / numClasses);
  const adjusted = assumed
    ? adjustPriors(probabilities, { training, assumed })
    : Float64Array.from(probabilities);
  const all: ExampleSet = {
    positions: Int32Array.from(truth, (_, i) => i),
    truth: Int32Array.from(truth),
    predicted: decide(adjusted, numClasses, options),
    probabilities: adjusted,
  };
  return contextOf(all, numClasses, options);
}

/** The same context as if another confusion matrix had been counted; its numbers need not be whole. */
export function withConfusion(context: MeasureContext, counts: number[][]): MeasureContext {
  return { ...context, confusion: () => counts, classCounts: once(() => oneVsRest(counts)) };
}

function contextOf(all: ExampleSet, numClasses: number, options: MeasureOptions): MeasureContext {
  const rows = all.positions.map((_, row) => row);
  const classified = rows.filter((row) => all.predicted[row] !== INDETERMINATE);
  const kept = classified.length === rows.length ? all : subset(all, classified, numClasses);
  const confusion = once(() =>
    kept.truth.length === 0
      ? emptyMatrix(numClasses)
      : confusionMatrix(kept.truth, kept.predicted, numClasses).counts,
  );
  return {
    numClasses,
    options,
    all,
    kept,
    confusion,
    classCounts: once(() => oneVsRest(confusion())),
    rankings: once(() =>
      Array.from({ length: numClasses }, (_, positive) =>
        rankScores(kept.truth, kept.probabilities, { positive, numClasses }),
      ),
    ),
  };
}

function subset(set: ExampleSet, rows: Int32Array, numClasses: number): ExampleSet {
  const n = rows.length;
  const taken = {
    positions: new Int32Array(n),
    truth: new Int32Array(n),
    predicted: new Int32Array(n),
    probabilities: new Float64Array(n * numClasses),
  };
  for (let to = 0; to < n; to++) {
    const from = rows[to]!;
    taken.positions[to] = set.positions[from]!;
    taken.truth[to] = set.truth[from]!;
    taken.predicted[to] = set.predicted[from]!;
    for (let k = 0; k < numClasses; k++) {
      taken.probabilities[to * numClasses + k] = set.probabilities[from * numClasses + k]!;
    }
  }
  return taken;
}

function emptyMatrix(numClasses: number): number[][] {
  return Array.from({ length: numClasses }, () => Array<number>(numClasses).fill(0));
}

/** Computes something when it is asked for first, and gives that to whoever asks later. */
export function once<T extends object>(compute: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= compute());
}

/** How to decide and how finely to draw. */
export interface MeasureOptions extends DecisionRule {
  /** Assumed frequency of each class, shape [numClasses]; left out: as in training. */
  readonly classPriors?: ArrayLike<number> | undefined;
  /** Frequency of each class in training, shape [numClasses]; default: all equal. */
  readonly trainingPriors?: ArrayLike<number> | undefined;
  /** Bins of the reliability diagrams and of the calibration errors; default 15. */
  readonly calibrationBins?: number | undefined;
  /** Bars of the probability histogram; default 10. */
  readonly histogramBins?: number | undefined;
  /** Seconds that the classifier took, where they were taken. */
  readonly timing?:
    | {
        /** For one example on its own. */
        readonly single?: number | undefined;
        /** For all examples together. */
        readonly batch?: number | undefined;
      }
    | undefined;
}

/** What a classifier said of the test examples: all that a measurement needs. */
export interface Predictions {
  /** True class of each example, shape [n]. */
  readonly truth: Labels;
  /** Shape [n, numClasses], row-major; each row sums to 1. */
  readonly probabilities: ArrayLike<number>;
  readonly numClasses: number;
}
