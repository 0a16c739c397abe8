import { AppError } from "../../../contract/errors.ts";
import {
  effectiveInterval,
  type Interval,
  normalQuantile,
  pairedInterval,
  wilsonInterval,
} from "../../stats/index.ts";
import { rocAreaIntervals } from "../ranking.ts";
import type { MeasureOptions, Predictions } from "./measure-context.ts";
import { type MeasureContext, measureContext, withConfusion } from "./measure-context.ts";
import { checkPropertyName, PROPERTIES, SCALAR_NAMES, type ScalarName } from "./measure-run.ts";

export interface IntervalOptions extends MeasureOptions {
  /** Default: every scalar. */
  readonly properties?: readonly ScalarName[];
  /** In (0, 1), default 0.95. */
  readonly confidence?: number;
}

export type Intervals = Partial<Record<ScalarName, Interval | null>>;

/** Fractions of the images: of those that were classified, or of all. */
const FRACTIONS: Partial<Record<ScalarName, (context: MeasureContext) => [number, number]>> = {
  accuracy: (context) => [hits(context), context.kept.truth.length],
  weightedRecall: (context) => [hits(context), context.kept.truth.length],
  error: ({ kept }) => [
    kept.truth.reduce((sum, label, i) => sum + Number(label !== kept.predicted[i]), 0),
    kept.truth.length,
  ],
  rejectionRate: ({ all, kept }) => [all.truth.length - kept.truth.length, all.truth.length],
};

/** Numbers made of the confusion matrix, with the lowest value that they can have; the highest is 1. */
const OF_CONFUSION: Partial<Record<ScalarName, number>> = {
  balancedAccuracy: 0,
  macroPrecision: 0,
  macroRecall: 0,
  macroF1Score: 0,
  weightedPrecision: 0,
  weightedF1Score: 0,
  cohenKappa: -1,
  scottPi: -1,
  matthewsCorrelation: -1,
};

/** Means of what happens class by class; few images of a class count no more than they are. */
const OF_CLASSES: ReadonlySet<ScalarName> = new Set(["balancedAccuracy", "macroRecall"]);

/** Every number that has an interval. Those of the probabilities have none: see `docs/measurements.md`. */
export const INTERVAL_NAMES: readonly ScalarName[] = SCALAR_NAMES.filter(
  (name) => name in FRACTIONS || name in OF_CONFUSION || name === "macroAreaUnderROCCurve",
);

/**
 * Intervals of single numbers, each of a kind whose coverage `pnpm check:statistics` measures: Wilson's of fractions,
 * Wilson's with the effective sample size of what is made of the confusion matrix, and of the ROC area. Nothing
 * is resampled: 10,000 images of 100 classes take about a second.
 *
 * @returns Per property asked for; null where it has no interval or is not defined.
 * @throws {AppError} As `measureRun`, and OUT_OF_RANGE.
 */
export function measureIntervals(
  predictions: Predictions,
  options: IntervalOptions = {},
): Intervals {
  const { properties = SCALAR_NAMES, confidence = 0.95 } = options;
  for (const name of properties) checkPropertyName(name);
  const context = measureContext(predictions, options);
  const entries = properties.map((name) => [name, intervalOf(name, context, confidence)]);
  return Object.fromEntries(entries) as Intervals;
}

function intervalOf(
  name: ScalarName,
  context: MeasureContext,
  confidence: number,
): Interval | null {
  const fraction = FRACTIONS[name]?.(context);
  if (fraction) return fraction[1] === 0 ? null : wilsonInterval(...fraction, confidence);
  if (name === "macroAreaUnderROCCurve") {
    return rocAreaIntervals({ ...context.kept, numClasses: context.numClasses }, confidence).macro;
  }
  const lowest = OF_CONFUSION[name];
  if (lowest === undefined || context.kept.truth.length === 0) return null;
  const value = PROPERTIES[name].measure(context) as number | null;
  const influence = confusionInfluence(context, measureOf(name));
  if (value === null || influence === null) return null;
  const { truth, predicted } = context.kept;
  const size = sizeOfClasses(truth);
  const variance = varianceWithin(truth, (i) => influence.of(truth[i]!, predicted[i]!));
  const span = 1 - lowest;
  const share = (value - lowest) / span;
  const isOfClasses = OF_CLASSES.has(name);
  const { low, high } = effectiveInterval(
    {
      share,
      variance: isOfClasses
        ? Math.max(variance, (share * (1 - share)) / size)
        : variance / span ** 2,
      errors: truth.length - hits(context),
      size,
    },
    confidence,
  );
  return { low: lowest + span * low, high: lowest + span * high };
}

/**
 * Intervals of differences of single numbers of two classifiers on the same images, B - A: normal, with the variance
 * of what each image contributes to both, and two discordant images more than there were. Of accuracies it is
 * `pairedInterval`.
 *
 * @param a What one classifier said of the test examples.
 * @param b The same of another one, of the same examples in the same order.
 * @returns Per property asked for; null where it has none.
 * @throws {AppError} As `measureRun`; SHAPE_MISMATCH for other examples.
 * @see Bonett & Price 2012, doi:10.3102/1076998611411915, on the images more.
 */
export function measureDifferences(
  a: Predictions,
  b: Predictions,
  options: IntervalOptions = {},
): Intervals {
  checkSameTruth(a, b);
  const { properties = SCALAR_NAMES, confidence = 0.95 } = options;
  for (const name of properties) checkPropertyName(name);
  const contexts = [measureContext(a, options), measureContext(b, options)] as const;
  const entries = properties.map((name) => [name, differenceOf(name, contexts, confidence)]);
  return Object.fromEntries(entries) as Intervals;
}

function differenceOf(
  name: ScalarName,
  [a, b]: readonly [MeasureContext, MeasureContext],
  confidence: number,
): Interval | null {
  const { truth } = a.all;
  const n = truth.length;
  // Where some images are withheld, the two were not measured on the same ones.
  if (a.kept !== a.all || b.kept !== b.all) return null;
  if (name === "accuracy") return accuracyDifference(a, b, confidence);
  const lowest = OF_CONFUSION[name];
  if (lowest === undefined) return null;
  const measure = measureOf(name);
  const [valueA, valueB] = [measure(a), measure(b)];
  const [ofA, ofB] = [confusionInfluence(a, measure), confusionInfluence(b, measure)];
  if (valueA === null || valueB === null || !ofA || !ofB) return null;
  const variance = varianceWithin(
    truth,
    (i) => ofB.of(truth[i]!, b.all.predicted[i]!) - ofA.of(truth[i]!, a.all.predicted[i]!),
  );
  const span = 1 - lowest;
  // What an image may change at most, in the mean over the classes.
  const unit = (span ** 2 * n) / sizeOfClasses(truth);
  const centre = ((valueB - valueA) * n) / (n + 2);
  const half =
    (normalQuantile((1 + confidence) / 2) * Math.sqrt(variance * n ** 2 + 2 * unit)) / (n + 2);
  return { low: Math.max(-span, centre - half), high: Math.min(span, centre + half) };
}

function accuracyDifference(a: MeasureContext, b: MeasureContext, confidence: number) {
  const { truth } = a.all;
  let [onlyA, onlyB] = [0, 0];
  for (const [i, label] of truth.entries()) {
    const [byA, byB] = [a.all.predicted[i] === label, b.all.predicted[i] === label];
    if (byA && !byB) onlyA += 1;
    if (byB && !byA) onlyB += 1;
  }
  return pairedInterval({ onlyA, onlyB, total: truth.length }, confidence);
}

function measureOf(name: ScalarName) {
  return (context: MeasureContext) => PROPERTIES[name].measure(context) as number | null;
}

function hits({ kept }: MeasureContext): number {
  return kept.truth.reduce((sum, label, i) => sum + Number(label === kept.predicted[i]), 0);
}

/** Images that a mean over the classes is worth: all of them where the classes are of one size, else fewer. */
function sizeOfClasses(truth: Int32Array): number {
  const sizes = [...countByClass(truth).values()];
  return sizes.length ** 2 / sizes.reduce((sum, size) => sum + 1 / size, 0);
}

/** Variance of the mean of what each image contributes, the images of each class being drawn apart. */
function varianceWithin(truth: Int32Array, contribution: (i: number) => number): number {
  const sizes = countByClass(truth);
  const sums = new Map<number, number>();
  const values = Float64Array.from(truth, (label, i) => {
    const value = contribution(i);
    sums.set(label, (sums.get(label) ?? 0) + value);
    return value;
  });
  let total = 0;
  for (const [i, value] of values.entries()) {
    const size = sizes.get(truth[i]!)!;
    total += ((value - sums.get(truth[i]!)! / size) ** 2 * size) / Math.max(1, size - 1);
  }
  return total / truth.length ** 2;
}

function countByClass(truth: Int32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const label of truth) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

/** @throws {AppError} SHAPE_MISMATCH. */
function checkSameTruth(a: Predictions, b: Predictions): void {
  const same =
    a.numClasses === b.numClasses &&
    a.truth.length === b.truth.length &&
    Array.from(a.truth).every((label, i) => label === b.truth[i]);
  if (same) return;
  throw new AppError({
    code: "SHAPE_MISMATCH",
    message: "The two classifiers were not tested on the same examples.",
    hint: "Compare runs that were tested on the same images.",
  });
}

/** Per class, in the order of the class numbers; null where a number is not defined. */
export interface ClassIntervals {
  readonly precision: readonly (Interval | null)[];
  readonly recall: readonly (Interval | null)[];
  readonly f1Score: readonly (Interval | null)[];
  readonly areaUnderROCCurve: readonly (Interval | null)[];
}

/**
 * 95% intervals of the numbers of each class. Precision and recall are fractions. F1 is 2 J / (1 + J), with J the
 * fraction of the images that are of the class or were taken for it which are both, and has the ends of J's interval.
 *
 * @throws {AppError} As `measureRun`.
 */
export function measureClassIntervals(
  predictions: Predictions,
  options: MeasureOptions = {},
): ClassIntervals {
  const context = measureContext(predictions, options);
  const counts = context.classCounts();
  return {
    precision: counts.map((c) => fraction(c.truePositives, c.truePositives + c.falsePositives)),
    recall: counts.map((c) => fraction(c.truePositives, c.truePositives + c.falseNegatives)),
    f1Score: counts.map((c) => {
      const either = c.truePositives + c.falsePositives + c.falseNegatives;
      const shared = fraction(c.truePositives, either);
      return shared && { low: f1Of(shared.low), high: f1Of(shared.high) };
    }),
    areaUnderROCCurve: rocAreaIntervals({ ...context.kept, numClasses: context.numClasses })
      .classes,
  };
}

function f1Of(share: number): number {
  return (2 * share) / (1 + share);
}

function fraction(hits: number, total: number): Interval | null {
  return total === 0 ? null : wilsonInterval(hits, total);
}

/** How much one image of a cell of the confusion matrix counts in a measurement: of its true and its predicted class. */
interface Influence {
  /** N times the change of the measurement per image, shape [numClasses, numClasses]; of cells that hold images. */
  readonly of: (truth: number, predicted: number) => number;
}

/** An image more, as a part of one: small enough for a derivative, large enough for its digits. */
const STEP = 1e-3;

/**
 * The influence of each image on a measurement that depends on the confusion matrix through its diagonal, its row
 * sums and its column sums, as all of ours do: then the influence of an error of class i taken for j is that of its
 * row plus that of its column, and three evaluations per class are enough.
 *
 * @see Hampel 1974, doi:10.1080/01621459.1974.10482962.
 */
function confusionInfluence(
  context: MeasureContext,
  measure: (context: MeasureContext) => number | null,
): Influence | null {
  const { numClasses } = context;
  const counts = context.confusion();
  const total = counts.flat().reduce((sum, count) => sum + count, 0);
  const plain = measure(context);
  if (plain === null) return null;
  const change = (truth: number, predicted: number): number => {
    const moved = counts.map((row, i) => (i === truth ? row.slice() : row));
    moved[truth]![predicted]! += STEP;
    const value = measure(withConfusion(context, moved));
    return ((value ?? plain) - plain) * (total / STEP);
  };
  const right = counts.map((_, k) => change(k, k));
  const { rows, columns } = errorInfluence(numClasses, { change, counts });
  return { of: (i, j) => (i === j ? right[i]! : rows[i]! + columns[j]!) };
}

/** Of the errors, as a sum of rows and columns; measured where columns hold most images. */
function errorInfluence(
  numClasses: number,
  { change, counts }: { change: (i: number, j: number) => number; counts: readonly number[][] },
): { rows: Float64Array; columns: Float64Array } {
  const rows = new Float64Array(numClasses);
  const columns = new Float64Array(numClasses);
  const taken = counts.map((_, j) => counts.reduce((sum, row) => sum + row[j]!, 0));
  const order = taken.map((_, k) => k).sort((a, b) => taken[b]! - taken[a]!);
  const [first, second, third] = order;
  if (first === undefined || second === undefined) return { rows, columns };
  // Only sums of a row and a column are seen: the first column is the zero.
  for (let i = 0; i < numClasses; i++) if (i !== first) rows[i] = change(i, first);
  for (let j = 0; j < numClasses; j++) {
    if (j !== first && j !== second) columns[j] = change(second, j) - rows[second]!;
  }
  if (third !== undefined) columns[second] = change(third, second) - rows[third]!;
  rows[first] = change(first, second) - columns[second]!;
  return { rows, columns };
}
