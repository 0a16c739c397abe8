import { plural } from "@graft/core/analysis/format";
import { MAX_COMPARED } from "@graft/core/analysis/stats";
import type { Metadata } from "next";
import { FirstRun, Shelves } from "@/features/runs/first-run";
import { readRunsPage } from "@/features/runs/read-table";
import { parseRunsQuery, type SearchParams } from "@/features/runs/runs-query";
import { RunsView } from "@/features/runs/runs-view";
import { AutoRefresh } from "@/features/shell/live";
import { load } from "@/server/database";
import { Problem } from "@/server/problem";

export const metadata: Metadata = { title: { absolute: "Runs · Graft" } };

interface Props {
  readonly searchParams: Promise<SearchParams>;
}

export default async function RunsPage({ searchParams }: Props) {
  const query = parseRunsQuery(await searchParams);
  const now = new Date();
  const loaded = await load((db) => readRunsPage(db, query, now));
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
          {filtered ? "" : "; the filter has an error and is ignored"}
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
