import { bootstrapInterval, type Interval } from "../../stats/index.ts";
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
  const { properties = SCALAR_NAMES, resamples = 1000, confidence = 0.95, seed } = options;
  for (const name of properties) checkPropertyName(name);
  const context = measureContext(predictions, options);
  const strata = context.all.truth;
  const intervals: Partial<Record<ScalarName, Interval | null>> = {};
  for (const name of properties) {
    intervals[name] = bootstrapInterval(
      strata.length,
      (positions) => measureAll(resampleContext(context, positions), [name])[name],
      { strata, resamples, confidence, seed },
    );
  }
  return intervals;
}
