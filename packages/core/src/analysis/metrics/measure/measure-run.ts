import { AppError } from "../../../contract/errors.ts";
import { type MeasureContext, measureContext } from "./measure-context.ts";
import type { MeasureOptions, Predictions } from "./measure-options.ts";
import { type Measurements, PROPERTIES, PROPERTY_NAMES, type PropertyName } from "./properties.ts";

/**
 * Measures what a classifier said of its test examples.
 *
 * What is indeterminate (see `MeasureOptions`) is left out of every measurement but those of
 * rejection, the values per example and the ordered example lists. What is not defined is null.
 *
 * @param predictions What it said, and the truth.
 * @param options How to decide; `properties` names what to measure, all of them if it is left out.
 * @returns One entry per property, in the order asked for; plain data that fits JSON.
 * @throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH, LABEL_OUT_OF_RANGE, NOT_A_NUMBER,
 *   NOT_A_DISTRIBUTION or OUT_OF_RANGE; UNKNOWN_PROPERTY for a name that is no property.
 * @example
 * const { accuracy, rocCurve } = measureRun(
 *   { truth: [0, 1], probabilities: [0.9, 0.1, 0.4, 0.6], numClasses: 2 },
 *   { properties: ["accuracy", "rocCurve"] },
 * );
 */
export function measureRun<P extends PropertyName = PropertyName>(
  predictions: Predictions,
  options: MeasureOptions & { readonly properties?: readonly P[] } = {},
): Pick<Measurements, P> {
  const names = (options.properties ?? PROPERTY_NAMES) as readonly P[];
  for (const name of names) checkPropertyName(name);
  const context = measureContext(predictions, options);
  return measureAll(context, names);
}

function measureAll<P extends PropertyName>(
  context: MeasureContext,
  names: readonly P[],
): Pick<Measurements, P> {
  const entries = names.map((name) => [name, PROPERTIES[name].measure(context)]);
  // Each value comes from the property of its own name.
  return Object.fromEntries(entries) as Pick<Measurements, P>;
}

/** @throws {AppError} UNKNOWN_PROPERTY. */
export function checkPropertyName(name: string): asserts name is PropertyName {
  if (Object.hasOwn(PROPERTIES, name)) return;
  throw new AppError({
    code: "UNKNOWN_PROPERTY",
    message: `"${name}" is no property.`,
    hint: `The properties are ${PROPERTY_NAMES.join(", ")}.`,
  });
}
