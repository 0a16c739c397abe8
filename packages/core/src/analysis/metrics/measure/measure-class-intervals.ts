import { type Interval, wilsonInterval } from "../../stats/index.ts";
import { rocAreaIntervals } from "../roc-interval.ts";
import { measureContext } from "./measure-context.ts";
import type { MeasureOptions, Predictions } from "./measure-options.ts";

/** Per class, in the order of the class numbers; null where a number is not defined. */
export interface ClassIntervals {
  readonly precision: readonly (Interval | null)[];
  readonly recall: readonly (Interval | null)[];
  readonly f1Score: readonly (Interval | null)[];
  readonly areaUnderROCCurve: readonly (Interval | null)[];
}

/**
 * 95 % intervals of the numbers of each class. Precision and recall are fractions. F1 is 2 J / (1 + J), with J the
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
