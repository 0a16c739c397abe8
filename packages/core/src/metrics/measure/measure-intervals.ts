import { AppError } from "../../errors.ts";
import { bootstrapIntervals, type Interval } from "../../stats/index.ts";
import { measureContext, resampleContext } from "./measure-context.ts";
import type { MeasureOptions, Predictions } from "./measure-options.ts";
import { checkPropertyName, measureAll } from "./measure-run.ts";
import { SCALAR_NAMES, type ScalarName } from "./properties.ts";

export interface IntervalOptions extends MeasureOptions {
  /** Default: every scalar. */
  readonly properties?: readonly ScalarName[];
  /** Default 1,000. */
  readonly resamples?: number;
  /** In (0, 1), default 0.95. */
  readonly confidence?: number;
  readonly seed: number;
}

type Intervals = Partial<Record<ScalarName, Interval | null>>;

/**
 * Bootstrap intervals (BCa) of single numbers, resampled within each true class. All of them are measured
 * once per resample and once per example: with 100 test images this takes some hundred milliseconds, with
 * thousands many seconds.
 *
 * @returns Per property; null where an interval is not defined, as for an accuracy of 100 %.
 * @throws {AppError} As `measureRun` and `bootstrapIntervals`.
 */
export function measureIntervals(predictions: Predictions, options: IntervalOptions): Intervals {
  const { properties, bootstrap } = withDefaults(options);
  const context = measureContext(predictions, options);
  const strata = context.all.truth;
  const measure = (positions: Int32Array) =>
    measureAll(resampleContext(context, positions), properties);
  return bootstrapIntervals(strata.length, measure, { ...bootstrap, strata });
}

/**
 * Paired bootstrap intervals (BCa) of differences of single numbers, B - A: each resample holds the same
 * examples of both.
 *
 * @param a What one classifier said of the test examples.
 * @param b The same of another one, of the same examples in the same order.
 * @returns Per property; null where an interval is not defined, as where nothing differs.
 * @throws {AppError} As `measureRun` and `bootstrapIntervals`; SHAPE_MISMATCH for other examples.
 */
export function measureDifferences(
  a: Predictions,
  b: Predictions,
  options: IntervalOptions,
): Intervals {
  checkSameTruth(a, b);
  const { properties, bootstrap } = withDefaults(options);
  const [contextA, contextB] = [measureContext(a, options), measureContext(b, options)];
  const measure = (positions: Int32Array) => {
    const ofA = measureAll(resampleContext(contextA, positions), properties);
    const ofB = measureAll(resampleContext(contextB, positions), properties);
    const differences = properties.map((name) => [name, difference(ofA[name], ofB[name])]);
    return Object.fromEntries(differences) as Record<ScalarName, number | null>;
  };
  const strata = contextA.all.truth;
  return bootstrapIntervals(strata.length, measure, { ...bootstrap, strata });
}

function difference(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : b - a;
}

function withDefaults({
  properties = SCALAR_NAMES,
  resamples = 1000,
  confidence = 0.95,
  seed,
}: IntervalOptions) {
  for (const name of properties) checkPropertyName(name);
  return { properties, bootstrap: { resamples, confidence, seed } };
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
