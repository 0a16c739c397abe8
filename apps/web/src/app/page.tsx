import { plural } from "@graft/core/analysis/format";
import { MAX_COMPARED } from "@graft/core/analysis/stats";
import { countShelves, type Db, readExtraNames, readSavedViews, readTableSigns } from "@graft/db";
import type { Metadata } from "next";
import { AutoRefresh } from "@/features/runs/auto-refresh";
import { FirstRun } from "@/features/runs/first-run";
import { readRuns } from "@/features/runs/read-runs";
import { parseRunsQuery, type RunsQuery, type SearchParams } from "@/features/runs/runs-query";
import { RunsView } from "@/features/runs/runs-view";
import { Shelves } from "@/features/runs/shelves";
import { tableStamp } from "@/features/runs/table-stamp";
import { Problem } from "@/features/shell/problem";
import { load } from "@/server/load";

export const metadata: Metadata = { title: { absolute: "Runs · Graft" } };

interface Props {
  readonly searchParams: Promise<SearchParams>;
}

export default async function RunsPage({ searchParams }: Props) {
  const query = parseRunsQuery(await searchParams);
  const now = new Date();
  const loaded = await load((db) => readPage(db, query, now));
  if (!loaded.ok) return <Problem error={loaded.error} />;
  const { rows, baseline, views, available, shelves, filtered, stamp } = loaded.value;
  if (shelves.active + shelves.archived + shelves.deleted === 0) {
    return (
      <>
        <AutoRefresh seconds={3} />
        <h1 className="font-semibold text-2xl tracking-tight">Runs</h1>
        <div className="mt-6">
          <FirstRun />
        </div>
      </>
    );
  }
  const numRunning = rows.filter((run) => run.status === "running").length;
  return (
    <>
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <h1 className="font-semibold text-2xl tracking-tight">Runs</h1>
        <p className="text-muted text-sm">
          {plural(rows.length, "run")}
          {numRunning > 0 ? `, ${numRunning} running` : ""}
          {filtered ? "" : "; the filter is not used"}
        </p>
        <Shelves counts={shelves} query={query} />
      </div>
      <RunsView
        available={available}
        baseline={baseline}
        most={MAX_COMPARED}
        now={now}
        query={query}
        rows={rows}
        stamp={stamp}
        views={views}
      />
    </>
  );
}

async function readPage(db: Db, query: RunsQuery, now: Date) {
  // Before the rows: what changes in between counts as missed, not as seen.
  const stamp = tableStamp(await readTableSigns(db));
  return {
    stamp,
    ...(await readRuns(db, query, now)),
    views: await readSavedViews(db),
    available: await readExtraNames(db),
    shelves: await countShelves(db),
  };
}
