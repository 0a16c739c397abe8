/** How the table of runs is laid out; it stands in the address. */
export interface RunsQuery {
  readonly sort: SortKey;
  readonly direction: "asc" | "desc";
  /** Under the heading of each experiment, or in one list. */
  readonly grouped: boolean;
  /** All rows, not only the first ones. */
  readonly all: boolean;
}

const SORT_KEYS = [
  "started",
  "method",
  "status",
  "accuracy",
  "repeat",
  "backend",
  "duration",
] as const;
export type SortKey = (typeof SORT_KEYS)[number];

/** What a first click on a heading gives: the newest and the best first, names from A. */
const FIRST: Readonly<Record<SortKey, RunsQuery["direction"]>> = {
  started: "desc",
  accuracy: "desc",
  duration: "desc",
  method: "asc",
  status: "asc",
  repeat: "asc",
  backend: "asc",
};

type SearchParams = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Reads the address; what it does not know is taken as not given. */
export function parseRunsQuery(params: SearchParams): RunsQuery {
  const sort = SORT_KEYS.find((key) => key === params.sort) ?? "started";
  const { direction } = params;
  return {
    sort,
    direction: direction === "asc" || direction === "desc" ? direction : FIRST[sort],
    grouped: params.group !== "none",
    all: params.rows === "all",
  };
}

/** The address of a table; the shortest one that reads as this query. */
export function runsAddress({ sort, direction, grouped, all }: RunsQuery): string {
  const params = new URLSearchParams();
  if (sort !== "started" || direction !== FIRST[sort]) params.set("sort", sort);
  if (direction !== FIRST[sort]) params.set("direction", direction);
  if (!grouped) params.set("group", "none");
  if (all) params.set("rows", "all");
  const text = params.toString();
  return text ? `/?${text}` : "/";
}

/** The query after a click on a heading: sort by it, or turn round if that is so already. */
export function afterClick(query: RunsQuery, key: SortKey): RunsQuery {
  if (query.sort !== key) return { ...query, sort: key, direction: FIRST[key] };
  return { ...query, direction: query.direction === "asc" ? "desc" : "asc" };
}
