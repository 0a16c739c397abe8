import { parseRunQuery } from "@graft/core/contract/run-query";
import {
  countShelves,
  type Db,
  type RunTableRow,
  readExtraNames,
  readRunTable,
  readSavedViews,
  readTableSigns,
} from "@graft/db";
import { tableStamp } from "../../server/live-streams.ts";
import { extraColumns, type RunsQuery, shownColumns } from "./runs-query.ts";

export interface TableRows {
  readonly rows: readonly RunTableRow[];
  /** The run that others are compared with, whether it is among the rows or not. */
  readonly baseline: RunTableRow | null;
  /** False where the filter has a fault: then it is left out. */
  readonly filtered: boolean;
}

/** The runs of a table, with the settings and metrics that it shows or sorts by. */
export async function readTableRows(db: Db, query: RunsQuery, now: Date): Promise<TableRows> {
  const parsed = parseRunQuery(query.filter);
  const extra = [...new Set(extraColumns([...shownColumns(query), query.sort]))];
  const filter = parsed.ok ? parsed.filter : null;
  const rows = await readRunTable(db, { filter, shelf: query.shelf, extra }, now);
  const baseline = query.baseline === null ? null : await findBaseline(db, query.baseline, extra);
  return { rows, baseline, filtered: parsed.ok };
}

/** The baseline may be filtered out, and even be archived. */
async function findBaseline(db: Db, id: number, extra: readonly string[]) {
  for (const shelf of ["active", "archived"] as const) {
    const [run] = await readRunTable(db, { ids: [id], shelf, extra });
    if (run) return run;
  }
  return null;
}

/** All that the page of runs shows. */
export async function readRunsPage(db: Db, query: RunsQuery, now: Date) {
  // Read before the rows: a change in between then counts as missed, not as seen.
  const stamp = tableStamp(await readTableSigns(db));
  return {
    stamp,
    ...(await readTableRows(db, query, now)),
    views: await readSavedViews(db),
    available: await readExtraNames(db),
    shelves: await countShelves(db),
  };
}
