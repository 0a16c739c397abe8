import type { MeasureContext } from "./measure-context.ts";

/** Where a property stands in the table of all: the groups of docs/measurements.md. */
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
