import { bootstrapIntervals, type Interval } from "../../stats/index.ts";
import { measureContext, resampleContext } from "./measure-context.ts";
import type { IntervalOptions } from "./measure-intervals.ts";
import type { Predictions } from "./measure-options.ts";
import { measureAll } from "./measure-run.ts";

/** What is resampled for each class; precision and recall are fractions and have Wilson's interval. */
const PROPERTIES = ["f1Score", "areaUnderROCCurve"] as const;

export type ClassIntervals = Readonly<
  Record<(typeof PROPERTIES)[number], readonly (Interval | null)[]>
>;

/**
 * Bootstrap intervals (BCa) of numbers of each class, resampled as by `measureIntervals`.
 *
 * @returns Per property and class, in the order of the class numbers; null where one is not defined.
 * @throws {AppError} As `measureRun` and `bootstrapIntervals`.
 */
export function measureClassIntervals(
  predictions: Predictions,
  options: Omit<IntervalOptions, "properties">,
): ClassIntervals {
  const { resamples = 1000, confidence = 0.95, seed } = options;
  const context = measureContext(predictions, options);
  const strata = context.all.truth;
  const measure = (positions: Int32Array) => {
    const measured = measureAll(resampleContext(context, positions), PROPERTIES);
    const named = PROPERTIES.flatMap((name) =>
      measured[name].map((value, label) => [`${name} ${label}`, value] as const),
    );
    return Object.fromEntries(named);
  };
  const intervals = bootstrapIntervals(strata.length, measure, {
    resamples,
    confidence,
    seed,
    strata,
  });
  const ofClasses = (name: (typeof PROPERTIES)[number]) =>
    Array.from(
      { length: predictions.numClasses },
      (_, label) => intervals[`${name} ${label}`] ?? null,
    );
  return { f1Score: ofClasses("f1Score"), areaUnderROCCurve: ofClasses("areaUnderROCCurve") };
}
