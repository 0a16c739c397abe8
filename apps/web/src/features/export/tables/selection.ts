import { type Column, type Table, tableOf } from "@graft/core/analysis/table";
import type { SelectionCandidate } from "@graft/core/contract";

/** The classifiers or settings that were chosen among, each parameter in a column of its own. */
export function selectionTable(candidates: readonly SelectionCandidate[]): Table {
  const names = new Set(candidates.flatMap(({ parameters }) => Object.keys(parameters)));
  return tableOf<SelectionCandidate>(candidates, [
    ["classifier", ({ classifier }) => classifier],
    ["features", ({ features }) => features ?? null],
    ["logLoss", ({ logLoss }) => logLoss],
    ["accuracy", ({ accuracy }) => accuracy],
    ["chosen", ({ chosen }) => chosen],
    ...[...names].map(
      (name): Column<SelectionCandidate> => [
        `parameter ${name}`,
        ({ parameters }) => parameters[name] ?? null,
      ],
    ),
  ]);
}
