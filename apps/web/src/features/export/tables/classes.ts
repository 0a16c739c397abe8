import { describeProperty, measureRun, PROPERTY_NAMES } from "@graft/core/metrics";
import { type Interval, wilsonInterval } from "@graft/core/stats";
import { type Column, type Table, tableOf } from "@graft/core/table";
import type { TestPrediction } from "@graft/db";
import { toPredictions } from "../../to-predictions.ts";

const PER_CLASS = PROPERTY_NAMES.filter((name) => describeProperty(name).group === "per class");

/** Every measurement of each class, with 95 % intervals of precision and recall. */
export function classesTable(
  classNames: readonly string[],
  predictions: readonly TestPrediction[],
): Table {
  const measured = measureRun(toPredictions(classNames.length, predictions), {
    properties: PER_CLASS,
  });
  const { truePositiveNumber: hits, falsePositiveNumber: intruders, support } = measured;
  const recallOf = (label: number) => intervalOf(hits[label] ?? 0, support[label] ?? 0);
  const precisionOf = (label: number) =>
    intervalOf(hits[label] ?? 0, (hits[label] ?? 0) + (intruders[label] ?? 0));
  return tableOf<number>(classNames.keys(), [
    ["class", (label) => classNames[label] ?? null],
    ["recallLow", (label) => recallOf(label)?.low ?? null],
    ["recallHigh", (label) => recallOf(label)?.high ?? null],
    ["precisionLow", (label) => precisionOf(label)?.low ?? null],
    ["precisionHigh", (label) => precisionOf(label)?.high ?? null],
    ...PER_CLASS.map((name): Column<number> => {
      const values = measured[name] as readonly (number | null)[];
      return [name, (label) => values[label] ?? null];
    }),
  ]);
}

function intervalOf(hits: number, total: number): Interval | null {
  return total === 0 ? null : wilsonInterval(hits, total);
}
