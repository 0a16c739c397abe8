import { type CellValue, type Column, type Table, tableOf } from "@graft/core/analysis/table";
import type { RunTableRow } from "@graft/db";
import { arrangeRuns, type RepeatsLine } from "../runs/arrange-runs.ts";
import { type ColumnId, type RunsQuery, shownColumns } from "../runs/runs-query.ts";
import { estimateAccuracy, secondsTaken } from "../shared/run-words.ts";
import { settingWithoutFolders } from "../shared/settings.ts";

interface Context {
  readonly query: RunsQuery;
  /** The run that others are compared with; null if there is none. */
  readonly baseline: RunTableRow | null;
  readonly now: Date;
}

/** The runs as the page shows them: its filter, its columns and its order, in one list. */
export function runsTable(rows: readonly RunTableRow[], { query, baseline, now }: Context): Table {
  const lines = arrangeRuns(rows, { query: { ...query, group: "none" }, open: new Set(), now });
  const runs = lines.flatMap((line) => (line.kind === "run" ? [line.run] : []));
  return tableOf<RunTableRow>(runs, [
    ["run", ({ id }) => id],
    ["name", ({ name }) => name],
    ["method", ({ method }) => method],
    ...shownColumns(query).flatMap((id) => columnsOf(id, now)),
    ...(baseline ? [differenceTo(baseline)] : []),
  ]);
}

/** Repeats summed up: mean accuracy with its interval over the repeats, and how many there are. */
export function repeatsTable(
  rows: readonly RunTableRow[],
  { query, now }: Pick<Context, "query" | "now">,
): Table {
  const byId = new Map(rows.map((run) => [run.id, run]));
  const lines = arrangeRuns(rows, { query: { ...query, group: "repeats" }, open: new Set(), now });
  const repeats = lines.filter((line) => line.kind === "repeats");
  return tableOf<RepeatsLine>(repeats, [
    ["experiment", ({ runIds }) => byId.get(runIds[0] ?? 0)?.experiment.name ?? null],
    ["method", ({ method }) => method],
    ["runs", ({ runIds }) => runIds.join(" ")],
    ["tested", ({ accuracy }) => accuracy?.n ?? 0],
    ["meanAccuracy", ({ accuracy }) => accuracy?.mean ?? null],
    ["low", ({ accuracy }) => accuracy?.low ?? null],
    ["high", ({ accuracy }) => accuracy?.high ?? null],
    ["splits", ({ accuracy }) => accuracy?.numSplits ?? 0],
    ["lowest", ({ accuracy }) => accuracy?.range.low ?? null],
    ["highest", ({ accuracy }) => accuracy?.range.high ?? null],
    ["noInterval", ({ accuracy }) => accuracy?.unknown ?? null],
    ["deviation", ({ accuracy }) => accuracy?.deviation ?? null],
    ["meanSeconds", ({ seconds }) => seconds],
  ]);
}

function withoutFolder(value: CellValue): CellValue {
  return typeof value === "string" ? settingWithoutFolders(value) : value;
}

/** One column of the page as columns of values: an accuracy comes with its interval. */
function columnsOf(id: ColumnId, now: Date): Column<RunTableRow>[] {
  switch (id) {
    case "run":
      return [];
    case "accuracy":
      return [
        ["accuracy", ({ accuracy }) => accuracy],
        ["accuracyLow", (run) => estimateAccuracy(run.accuracy, run.numTest)?.low ?? null],
        ["accuracyHigh", (run) => estimateAccuracy(run.accuracy, run.numTest)?.high ?? null],
        NUM_TEST,
      ];
    case "images":
      return [NUM_TEST];
    case "repeat":
      return [["repeat", ({ repeat }) => repeat + 1], SEED];
    case "seed":
      return [SEED];
    case "status":
    case "backend":
    case "device":
    case "note":
      return [[id, (run) => run[id]]];
    case "duration":
      return [["seconds", (run) => secondsTaken(run, now)]];
    case "started":
      return [["startedAt", ({ startedAt }) => startedAt?.toISOString() ?? null]];
    case "finished":
      return [["finishedAt", ({ finishedAt }) => finishedAt?.toISOString() ?? null]];
    case "experiment":
      return [["experiment", ({ experiment }) => experiment.name]];
    case "dataset":
      return [["dataset", ({ experiment }) => experiment.dataset]];
    case "tags":
      return [["tags", ({ tags }) => tags.join(", ")]];
    case "error":
      return [["error", ({ errorCode }) => errorCode]];
    default:
      return [[id, ({ extra }) => withoutFolder(extra[id] ?? null)]];
  }
}

const NUM_TEST: Column<RunTableRow> = ["testImages", ({ numTest }) => numTest];
const SEED: Column<RunTableRow> = ["seed", ({ seed }) => seed];

function differenceTo(baseline: RunTableRow): Column<RunTableRow> {
  return [
    `accuracy minus that of run ${baseline.id}`,
    ({ accuracy }) =>
      accuracy === null || baseline.accuracy === null ? null : accuracy - baseline.accuracy,
  ];
}
