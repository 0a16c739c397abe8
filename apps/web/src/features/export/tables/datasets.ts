import { type Table, tableOf } from "@graft/core/analysis/table";
import type { DatasetRow } from "@graft/db";

/** What data sets there are. */
export function datasetsTable(datasets: readonly DatasetRow[]): Table {
  return tableOf<DatasetRow>(datasets, [
    ["dataset", ({ id }) => id],
    ["name", ({ name }) => name],
    ["kind", ({ kind }) => kind],
    ["images", ({ numImages }) => numImages],
    ["classes", ({ numClasses }) => numClasses],
    ["runs", ({ numRuns }) => numRuns],
    ["createdAt", ({ createdAt }) => createdAt.toISOString()],
  ]);
}
