import { bootstrapInterval, type Interval } from "../../stats/index.ts";
import { type MeasureContext, measureContext, resampleContext } from "./measure-context.ts";
import type { MeasureOptions, Predictions } from "./measure-options.ts";
import { checkPropertyName, measureAll } from "./measure-run.ts";
import { SCALAR_NAMES, type ScalarName } from "./properties.ts";

interface BootstrapSettings extends MeasureOptions {
  /** Default 1,000. */
  readonly resamples?: number;
  /** In (0, 1), default 0.95. */
  readonly confidence?: number;
  readonly seed: number;
}

export interface IntervalOptions extends BootstrapSettings {
  /** Default: every scalar. */
  readonly properties?: readonly ScalarName[];
}

/** What has an interval for each class. */
export type ClassIntervalName = "f1Score" | "areaUnderROCCurve";

/**
 * Bootstrap intervals (BCa) of single numbers, resampled within each true class. The property is
 * measured once per resample and once per example: with 100 test images and all scalars this takes
 * some hundred milliseconds, with thousands many seconds.
 *
 * @returns Per property; null where an interval is not defined, as for an accuracy of 100 %.
 * @throws {AppError} As `measureRun` and `bootstrapInterval`.
 */
export function measureIntervals(
  predictions: Predictions,
  options: IntervalOptions,
): Partial<Record<ScalarName, Interval | null>> {
  const { properties = SCALAR_NAMES } = options;
  for (const name of properties) checkPropertyName(name);
  const context = measureContext(predictions, options);
  const intervals: Partial<Record<ScalarName, Interval | null>> = {};
  for (const name of properties) {
    intervals[name] = bootstrap(context, options, (some) => measureAll(some, [name])[name]);
  }
  return intervals;
}

/**
 * The same for a property of each class; precision and recall are fractions and have Wilson's interval.
 *
 * @returns Per class, in the order of the class numbers; null where an interval is not defined.
 * @throws {AppError} As `measureRun` and `bootstrapInterval`.
 */
export function measureClassIntervals(
  predictions: Predictions,
  name: ClassIntervalName,
  options: BootstrapSettings,
): (Interval | null)[] {
  const context = measureContext(predictions, options);
  return Array.from({ length: predictions.numClasses }, (_, label) =>
    bootstrap(context, options, (some) => measureAll(some, [name])[name][label] ?? null),
  );
}

function bootstrap(
  context: MeasureContext,
  { resamples = 1000, confidence = 0.95, seed }: BootstrapSettings,
  measure: (resample: MeasureContext) => number | null,
): Interval | null {
  const strata = context.all.truth;
  return bootstrapInterval(
    strata.length,
    (positions) => measure(resampleContext(context, positions)),
    { strata, resamples, confidence, seed },
  );
}
