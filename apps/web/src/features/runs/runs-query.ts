import { findField } from "@graft/core/contract/run-query";
import type { RunTableRow } from "@graft/db";
import { secondsTaken } from "../shared/run-words.ts";

/** The layout of the table of runs; all of it is in the address. */
export interface RunsQuery {
  /** In the query language (core/run-query); empty for all runs. */
  readonly filter: string;
  readonly sort: ColumnId;
  readonly direction: "asc" | "desc";
  readonly group: "experiment" | "repeats" | "none";
  /** In their order; null for the usual ones. */
  readonly columns: readonly ColumnId[] | null;
  /** The run that the others are compared with. */
  readonly baseline: number | null;
  readonly shelf: "active" | "archived" | "deleted";
}

const GROUPS = ["experiment", "repeats", "none"] as const;
const SHELVES = ["active", "archived", "deleted"] as const;
const MOST_COLUMNS = 30;

/** A first click on a heading gives names from A and the rest from the newest, best or longest. */
const UPWARDS: ReadonlySet<ColumnId> = new Set([
  "run",
  "status",
  "repeat",
  "seed",
  "backend",
  "device",
  "experiment",
  "dataset",
  "tags",
  "note",
  "error",
]);

function firstDirection(column: ColumnId): RunsQuery["direction"] {
  return UPWARDS.has(column) ? "asc" : "desc";
}

export type SearchParams = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Reads the address; unknown values count as missing. */
export function parseRunsQuery(params: SearchParams): RunsQuery {
  const text = (name: string) => {
    const value = params[name];
    return typeof value === "string" ? value : "";
  };
  const sort = isColumn(text("sort")) ? (text("sort") as ColumnId) : "started";
  const direction = text("direction");
  const columns = text("columns").split(" ").filter(isColumn).slice(0, MOST_COLUMNS);
  return {
    filter: text("filter"),
    sort,
    direction: direction === "asc" || direction === "desc" ? direction : firstDirection(sort),
    group: GROUPS.find((group) => group === text("group")) ?? "experiment",
    columns: columns.length > 0 ? [...new Set(columns)] : null,
    baseline: /^[1-9]\d{0,9}$/.test(text("baseline")) ? Number(text("baseline")) : null,
    shelf: SHELVES.find((shelf) => shelf === text("shelf")) ?? "active",
  };
}

/** The query part of an address: the shortest one that reads as this query. */
export function queryText(query: RunsQuery): string {
  const { filter, sort, direction, group, columns, baseline, shelf } = query;
  const params = new URLSearchParams();
  if (shelf !== "active") params.set("shelf", shelf);
  if (filter.trim() !== "") params.set("filter", filter.trim());
  if (sort !== "started" || direction !== firstDirection(sort)) params.set("sort", sort);
  if (direction !== firstDirection(sort)) params.set("direction", direction);
  if (group !== "experiment") params.set("group", group);
  if (columns) params.set("columns", columns.join(" "));
  if (baseline !== null) params.set("baseline", String(baseline));
  return params.toString();
}

/** The address of a table. */
export function runsAddress(query: RunsQuery): string {
  const text = queryText(query);
  return text ? `/?${text}` : "/";
}

/** The query after a click on a heading: sort by it, or turn round if that is so already. */
export function afterClick(query: RunsQuery, column: ColumnId): RunsQuery {
  if (query.sort !== column) return { ...query, sort: column, direction: firstDirection(column) };
  return { ...query, direction: query.direction === "asc" ? "desc" : "asc" };
}

/** The columns that are shown, beside the run itself. */
export function shownColumns({ columns }: RunsQuery): readonly ColumnId[] {
  return columns ?? COLUMN_IDS.slice(0, USUAL);
}

/** Columns that are shown unless others were chosen. */
const USUAL = 6;

/** Columns that every run has; the first six are shown unless others are chosen. */
export const COLUMN_IDS = [
  "status",
  "accuracy",
  "repeat",
  "backend",
  "duration",
  "started",
  "seed",
  "tags",
  "note",
  "experiment",
  "dataset",
  "images",
  "device",
  "finished",
  "error",
] as const;

type KnownColumn = (typeof COLUMN_IDS)[number];

/** A known column, `run` for the run itself, or a setting or metric such as `config.learningRate`. */
export type ColumnId = KnownColumn | "run" | `config.${string}` | `metric.${string}`;

function isKnownColumn(id: string): id is KnownColumn {
  return (COLUMN_IDS as readonly string[]).includes(id);
}

/** Whether a text from an address names a column. */
export function isColumn(id: string): id is ColumnId {
  if (id === "run" || isKnownColumn(id)) return true;
  const field = findField(id);
  return field !== null && field.kind !== "known" && !id.includes(" ");
}

const LABELS: Readonly<Record<KnownColumn, string>> = {
  status: "Status",
  accuracy: "Accuracy",
  repeat: "Repeat, seed",
  backend: "Backend",
  duration: "Duration",
  started: "Started",
  seed: "Seed",
  tags: "Tags",
  note: "Note",
  experiment: "Experiment",
  dataset: "Data set",
  images: "Test images",
  device: "Device",
  finished: "Finished",
  error: "Error",
};

/** The heading of a column. */
export function columnLabel(id: ColumnId): string {
  if (id === "run") return "Run";
  if (isKnownColumn(id)) return LABELS[id];
  return id.slice(id.indexOf(".") + 1);
}

/** Settings and metrics among the columns: the database reads them on demand. */
export function extraColumns(ids: readonly ColumnId[]): string[] {
  return ids.filter((id) => id !== "run" && !isKnownColumn(id));
}

/** The value a column sorts by; null for a run without one. */
export function sortValue(id: ColumnId, run: RunTableRow, now: Date): string | number | null {
  switch (id) {
    case "run":
      return (run.name ?? run.method).toLowerCase();
    case "status":
    case "backend":
    case "device":
      return run[id];
    case "accuracy":
    case "repeat":
    case "seed":
      return run[id];
    case "images":
      return run.numTest;
    case "duration":
      return secondsTaken(run, now);
    case "started":
      return run.startedAt?.getTime() ?? null;
    case "finished":
      return run.finishedAt?.getTime() ?? null;
    case "experiment":
      return run.experiment.name.toLowerCase();
    case "dataset":
      return run.experiment.dataset.toLowerCase();
    case "tags":
      return run.tags.length > 0 ? run.tags.join(" ").toLowerCase() : null;
    case "note":
      return run.note === "" ? null : run.note.toLowerCase();
    case "error":
      return run.errorCode;
    default:
      return run.extra[id] ?? null;
  }
}
