import { describeProperty, measureRun, SCALAR_NAMES } from "@graft/core/metrics";
import { type Column, type Table, tableOf } from "@graft/core/table";
import type { TestPrediction } from "@graft/db";
import { toPredictions } from "../../to-predictions.ts";

interface MeasuredRun {
  readonly name: string;
  readonly numClasses: number;
  readonly predictions: readonly TestPrediction[];
}

type ScalarName = (typeof SCALAR_NAMES)[number];

/** Every single number that the predictions say, a measurement to a row and a run to a column. */
export function measurementsTable(runs: readonly MeasuredRun[]): Table {
  const columns = runs.map(({ name, numClasses, predictions }): Column<ScalarName> => {
    const measured = measureRun(toPredictions(numClasses, predictions), {
      properties: SCALAR_NAMES,
    });
    return [`value of ${name}`, (property) => measured[property]];
  });
  return tableOf<ScalarName>(SCALAR_NAMES, [
    ["measurement", (property) => property],
    ["title", (property) => describeProperty(property).title],
    ["unit", (property) => describeProperty(property).unit],
    ...columns,
  ]);
}
