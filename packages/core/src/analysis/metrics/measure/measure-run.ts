import { AppError } from "../../../contract/errors.ts";
import { CURVES } from "./curves.ts";
import { EXAMPLE_LISTS, PER_EXAMPLE } from "./examples.ts";
import type { MeasureOptions, Predictions } from "./measure-context.ts";
import { type MeasureContext, measureContext } from "./measure-context.ts";
import { CONFUSION, PER_CLASS } from "./per-class.ts";
import type { PropertyInfo } from "./property.ts";
import { PROBABILITY_SCALARS, SCALARS } from "./scalars.ts";

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
 *   NOT_A_DISTRIBUTION or OUT_OF_RANGE; UNKNOWN_PROPERTY for an unknown property.
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
    message: `Unknown property "${name}".`,
    hint: `The properties are ${PROPERTY_NAMES.join(", ")}.`,
  });
}

/** Every property, in the order of docs/measurements.md. */
export const PROPERTIES = {
  ...SCALARS,
  ...PROBABILITY_SCALARS,
  ...CONFUSION,
  ...PER_CLASS,
  ...PER_EXAMPLE,
  ...EXAMPLE_LISTS,
  ...CURVES,
};

export type PropertyName = keyof typeof PROPERTIES;

/** The value of every property. Nothing but numbers, null, lists and plain objects: it fits JSON. */
export type Measurements = {
  readonly [P in PropertyName]: ReturnType<(typeof PROPERTIES)[P]["measure"]>;
};

export type ScalarName = {
  [P in PropertyName]: Measurements[P] extends number | null ? P : never;
}[PropertyName];

export const PROPERTY_NAMES = Object.keys(PROPERTIES) as PropertyName[];

export const SCALAR_NAMES = Object.keys({ ...SCALARS, ...PROBABILITY_SCALARS }) as ScalarName[];

/** What a property is, and what others call it. */
export function describeProperty(name: PropertyName): PropertyInfo {
  const { measure: _, ...info } = PROPERTIES[name];
  return info;
}

/** A single number by which classifiers are compared. */
export interface ComparedProperty {
  readonly name: ScalarName;
  readonly better: "higher" | "lower";
}

/** What is set side by side where classifiers are compared: the decisions first, then the probabilities. */
export const COMPARED_PROPERTIES: readonly ComparedProperty[] = [
  { name: "accuracy", better: "higher" },
  { name: "balancedAccuracy", better: "higher" },
  { name: "macroF1Score", better: "higher" },
  { name: "matthewsCorrelation", better: "higher" },
  { name: "macroAreaUnderROCCurve", better: "higher" },
  { name: "meanCrossEntropy", better: "lower" },
  { name: "brierScore", better: "lower" },
  { name: "expectedCalibrationError", better: "lower" },
];
