import { mean } from "../../aggregate.ts";
import type { MeasureContext } from "./measure-context.ts";

/** The group of a property, in the order of docs/measurements.md. */
export type PropertyGroup =
  | "scalar"
  | "confusion"
  | "per class"
  | "per example"
  | "example list"
  | "curve";

/** How its numbers are to be read and written. */
export type PropertyUnit =
  /** In [0, 1]. */
  | "fraction"
  /** Natural logarithms. */
  | "nats"
  | "count"
  | "seconds"
  /** Any other real number. */
  | "number"
  /** Not numbers: positions of examples or classes, or records of their own. */
  | "none";

/** What a property is, and what others call it. */
export interface PropertyInfo {
  readonly title: string;
  readonly group: PropertyGroup;
  readonly unit: PropertyUnit;
  readonly definition: string;
  /** Paper that defines it; null for what is arithmetic. */
  readonly source: string | null;
  /** Its name there; null where there is none. */
  readonly wolfram: string | null;
  readonly scikitLearn: string | null;
  readonly torchmetrics: string | null;
}

export interface Property<Value> extends PropertyInfo {
  readonly measure: (context: MeasureContext) => Value;
}

/** What is usual need not be said of each property: no source, no name elsewhere. */
type Details<Value> = Partial<Omit<PropertyInfo, "group" | "title" | "definition">> &
  Pick<Property<Value>, "title" | "definition" | "measure">;

/** Makes properties of one group, whose numbers are mostly of one unit. */
export function inGroup(group: PropertyGroup, unit: PropertyUnit) {
  return <Value>(details: Details<Value>): Property<Value> => ({
    group,
    unit,
    source: null,
    wolfram: null,
    scikitLearn: null,
    torchmetrics: null,
    ...details,
  });
}

/** Null where every example is indeterminate: there is nothing to measure. */
export function ofKept<Value>(
  measure: (context: MeasureContext) => Value,
): (context: MeasureContext) => Value | null {
  return (context) => (context.kept.truth.length === 0 ? null : measure(context));
}

/** Probability of the true class of each example. */
export function trueProbabilities(context: MeasureContext, from: "all" | "kept"): Float64Array {
  const { truth, probabilities } = context[from];
  return Float64Array.from(truth, (label, i) => probabilities[i * context.numClasses + label]!);
}

/** Highest probability of each example of a set. */
export function confidences(context: MeasureContext, from: "all" | "kept"): Float64Array {
  const { truth, probabilities } = context[from];
  const { numClasses } = context;
  return Float64Array.from(truth, (_, i) => {
    let highest = 0;
    for (let k = 0; k < numClasses; k++) {
      highest = Math.max(highest, probabilities[i * numClasses + k]!);
    }
    return highest;
  });
}

/** The mean; null of no values, where it is not defined. */
export function meanOrNull(values: ArrayLike<number>): number | null {
  return values.length === 0 ? null : mean(values);
}
