import type { DecisionRule } from "../decide.ts";
import type { Labels } from "../labels.ts";

/** What a classifier said of the test examples: all that a measurement needs. */
export interface Predictions {
  /** True class of each example, shape [n]. */
  readonly truth: Labels;
  /** Shape [n, numClasses], row-major; each row sums to 1. */
  readonly probabilities: ArrayLike<number>;
  readonly numClasses: number;
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
