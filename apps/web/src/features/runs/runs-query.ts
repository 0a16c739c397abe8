import { COLUMN_IDS, type ColumnId, isColumn } from "./columns.ts";

/** How the table of runs is laid out; all of it stands in the address. */
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

/** Reads the address; what it does not know is taken as not given. */
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

/** So many columns are shown unless others were chosen. */
const USUAL = 6;
