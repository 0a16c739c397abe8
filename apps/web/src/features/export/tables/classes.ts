import {
  describeProperty,
  measureClassIntervals,
  measureRun,
  PROPERTY_NAMES,
} from "@graft/core/analysis/metrics";
import { type Column, type Table, tableOf } from "@graft/core/analysis/table";
import type { TestPrediction } from "@graft/db";
import { toPredictions } from "../../to-predictions.ts";

const PER_CLASS = PROPERTY_NAMES.filter((name) => describeProperty(name).group === "per class");

const WITH_INTERVAL = ["recall", "precision", "f1Score", "areaUnderROCCurve"] as const;

/** Every measurement of each class, with 95% intervals of those that have one. */
export function classesTable(
  classNames: readonly string[],
  predictions: readonly TestPrediction[],
): Table {
  const said = toPredictions(classNames.length, predictions);
  const measured = measureRun(said, { properties: PER_CLASS });
  const intervals = measureClassIntervals(said);
  return tableOf<number>(classNames.keys(), [
    ["class", (label) => classNames[label] ?? null],
    ...WITH_INTERVAL.flatMap((name): Column<number>[] => [
      [`${name}Low`, (label) => intervals[name][label]?.low ?? null],
      [`${name}High`, (label) => intervals[name][label]?.high ?? null],
    ]),
    ...PER_CLASS.map((name): Column<number> => {
      const values = measured[name] as readonly (number | null)[];
      return [name, (label) => values[label] ?? null];
    }),
  ]);
}
