import {
  describeProperty,
  INTERVAL_NAMES,
  measureIntervals,
  measureRun,
  SCALAR_NAMES,
} from "@graft/core/analysis/metrics";
import { type Column, type Table, tableOf } from "@graft/core/analysis/table";
import type { TestPrediction } from "@graft/db";
import { toPredictions } from "../../to-predictions.ts";

interface MeasuredRun {
  readonly name: string;
  readonly numClasses: number;
  readonly predictions: readonly TestPrediction[];
}

type ScalarName = (typeof SCALAR_NAMES)[number];

/** Every single number that the predictions say with its 95% interval, a measurement to a row. */
export function measurementsTable(runs: readonly MeasuredRun[]): Table {
  const columns = runs.flatMap(({ name, numClasses, predictions }): Column<ScalarName>[] => {
    const said = toPredictions(numClasses, predictions);
    const measured = measureRun(said, { properties: SCALAR_NAMES });
    const intervals = measureIntervals(said, { properties: INTERVAL_NAMES });
    return [
      [`value of ${name}`, (property) => measured[property]],
      [`low of ${name}`, (property) => intervals[property]?.low ?? null],
      [`high of ${name}`, (property) => intervals[property]?.high ?? null],
    ];
  });
  return tableOf<ScalarName>(SCALAR_NAMES, [
    ["measurement", (property) => property],
    ["title", (property) => describeProperty(property).title],
    ["unit", (property) => describeProperty(property).unit],
    ...columns,
  ]);
}
