import { CONFUSION } from "./properties/confusion.ts";
import { CURVES } from "./properties/curves.ts";
import { EXAMPLE_LISTS } from "./properties/example-lists.ts";
import { PER_CLASS } from "./properties/per-class.ts";
import { PER_EXAMPLE } from "./properties/per-example.ts";
import { PROBABILITY_SCALARS } from "./properties/probability-scalars.ts";
import { SCALARS } from "./properties/scalars.ts";
import type { PropertyInfo } from "./property.ts";

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
