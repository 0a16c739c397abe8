import {
  type ClassIntervals,
  type Measurements,
  measureClassIntervals,
  measureIntervals,
  measureRun,
  type Predictions,
  SCALAR_NAMES,
  type ScalarName,
} from "@graft/core/metrics";
import { type Interval, wilsonInterval } from "@graft/core/stats";
import type { TestPrediction } from "@graft/db";
import { type GalleryItem, toGalleryItem } from "../gallery/gallery-item.ts";
import { KEY_FIGURES } from "./key-figures.ts";

/** A test picture with how right and how sure the run was. */
export interface TestedPicture extends GalleryItem {
  readonly imageId: number;
  /** Of the true class, in [0, 1]. */
  readonly trueProbability: number;
  /** Of all probabilities, in nats: 0 where it was sure. */
  readonly entropy: number;
}

/** Everything that a run's page shows of its test, none of which changes any more. */
export interface TestedRun {
  /** In the data set's order. */
  readonly pictures: readonly TestedPicture[];
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
  readonly scalars: Partial<Record<ScalarName, Interval | null>>;
  /** Per class; null where it takes too long to resample. */
  readonly classes: ClassIntervals | null;
}

/** What has a resampled 95 % interval: the key figures. */
const RESAMPLED = KEY_FIGURES.map(([name]) => name);
const RESAMPLES = 1000;
/** So many probabilities may be looked at for the intervals: of 200 pictures of two classes, half a second. */
const MOST_RESAMPLED = 500_000;

interface TestOf {
  readonly numClasses: number;
  /** Of the run: its intervals are those of `trainer measure` and of a comparison. */
  readonly seed: number;
  /** Seconds that the whole test took, where they were taken. */
  readonly batchSeconds?: number | undefined;
}

export function toTestedRun(
  said: readonly TestPrediction[],
  { numClasses, seed, batchSeconds }: TestOf,
): TestedRun {
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
    intervals: toIntervals(predictions, measured, seed),
    pictures: said.map((row, i) => ({
      ...toGalleryItem(row),
      imageId: row.imageId,
      trueProbability: row.probabilities[row.trueLabel] ?? 0,
      entropy: measured.entropies[i] ?? 0,
    })),
  };
}

function toIntervals(
  predictions: Predictions,
  { accuracy }: RunMeasurements,
  seed: number,
): RunIntervals {
  const { numClasses, truth } = predictions;
  const n = truth.length;
  const hits = Math.round((accuracy ?? 0) * n);
  const own = { accuracy: wilsonInterval(hits, n), error: wilsonInterval(n - hits, n) };
  // Once per resample and once without each example.
  if ((RESAMPLES + n) * n * numClasses > MOST_RESAMPLED) return { scalars: own, classes: null };
  const options = { resamples: RESAMPLES, seed };
  return {
    scalars: { ...measureIntervals(predictions, { ...options, properties: RESAMPLED }), ...own },
    classes: measureClassIntervals(predictions, options),
  };
}
