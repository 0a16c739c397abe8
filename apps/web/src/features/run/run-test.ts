import {
  type ClassIntervals,
  INTERVAL_NAMES,
  type Intervals,
  type Measurements,
  measureClassIntervals,
  measureIntervals,
  measureRun,
  type Predictions,
  SCALAR_NAMES,
} from "@graft/core/analysis/metrics";
import type { TestPrediction } from "@graft/db";

/** A test image with the run's answer. */
export interface TestedImage {
  readonly imageId: number;
  readonly hash: string;
  readonly source: string;
  /** Class indices. */
  readonly truth: number;
  readonly predicted: number;
  /** Of the predicted class, in [0, 1]. */
  readonly probability: number;
  /** Of the true class, in [0, 1]. */
  readonly trueProbability: number;
  /** Of all probabilities, in nats: 0 where it was sure. */
  readonly entropy: number;
}

/** Everything that a run's page shows of its test, none of which changes any more. */
export interface RunTest {
  /** In the data set's order. */
  readonly images: readonly TestedImage[];
  readonly predictions: Predictions;
  readonly measured: RunMeasurements;
  readonly intervals: RunIntervals;
}

const PROPERTIES = [
  ...SCALAR_NAMES,
  "confusionMatrix",
  "topConfusions",
  "support",
  "precision",
  "recall",
  "f1Score",
  "areaUnderROCCurve",
  "averagePrecision",
  "truePositiveNumber",
  "falsePositiveNumber",
  "entropies",
  "rocCurve",
  "precisionRecallCurve",
  "accuracyRejectionPlot",
  "probabilityHistogram",
  "reliability",
] as const;

export type RunMeasurements = Pick<Measurements, (typeof PROPERTIES)[number]>;

interface RunIntervals {
  /** Of every single number that has an interval. */
  readonly scalars: Intervals;
  readonly classes: ClassIntervals;
}

interface TestOf {
  readonly numClasses: number;
  /** Seconds that the whole test took, where they were taken. */
  readonly batchSeconds?: number | undefined;
}

export function measureTest(
  said: readonly TestPrediction[],
  { numClasses, batchSeconds }: TestOf,
): RunTest {
  const probabilities = new Float64Array(said.length * numClasses);
  for (const [i, row] of said.entries()) probabilities.set(row.probabilities, i * numClasses);
  const predictions = { truth: said.map((row) => row.trueLabel), probabilities, numClasses };
  const measured = measureRun(predictions, {
    properties: PROPERTIES,
    timing: { batch: batchSeconds },
  });
  return {
    predictions,
    measured,
    intervals: {
      scalars: measureIntervals(predictions, { properties: INTERVAL_NAMES }),
      classes: measureClassIntervals(predictions),
    },
    images: said.map((row, i) => ({
      imageId: row.imageId,
      hash: row.hash,
      source: row.source,
      truth: row.trueLabel,
      predicted: row.predicted,
      probability: row.probabilities[row.predicted] ?? 0,
      trueProbability: row.probabilities[row.trueLabel] ?? 0,
      entropy: measured.entropies[i] ?? 0,
    })),
  };
}
