import { readRunTable } from "@graft/db";
import { plural } from "@graft/ui/format";
import type { Metadata } from "next";
import { AutoRefresh } from "@/features/runs/auto-refresh";
import { CompareForm } from "@/features/runs/compare-form";
import { FirstRun } from "@/features/runs/first-run";
import { parseRunsQuery, runsAddress } from "@/features/runs/runs-query";
import { RunsTable } from "@/features/runs/runs-table";
import { PageLink } from "@/features/shell/page-link";
import { Problem } from "@/features/shell/problem";
import { MAX_COMPARED } from "@/server/ids";
import { load } from "@/server/load";

export const metadata: Metadata = { title: { absolute: "Runs · Graft" } };

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function RunsPage({ searchParams }: Props) {
  const query = parseRunsQuery(await searchParams);
  const now = new Date();
  const runs = await load((db) => readRunTable(db, now));
  if (!runs.ok) return <Problem error={runs.error} />;
  const numRunning = runs.value.filter((run) => run.status === "running").length;
  const live = numRunning > 0 || runs.value.length === 0;
  return (
    <>
      {live ? <AutoRefresh seconds={3} /> : null}
      <div className="flex flex-wrap items-baseline gap-x-4">
        <h1 className="font-semibold text-2xl tracking-tight">Runs</h1>
        {runs.value.length > 0 ? (
          <p className="text-muted text-sm">
            {plural(runs.value.length, "run")}
            {numRunning > 0 ? `, ${numRunning} running` : ""}
          </p>
        ) : null}
        {runs.value.length > 0 ? (
          <p className="ml-auto text-sm">
            <PageLink href={runsAddress({ ...query, grouped: !query.grouped })}>
              {query.grouped ? "One list" : "Group by experiment"}
            </PageLink>
          </p>
        ) : null}
      </div>
      {runs.value.length === 0 ? (
        <div className="mt-6">
          <FirstRun />
        </div>
      ) : (
        <CompareForm most={MAX_COMPARED}>
          <RunsTable now={now} query={query} rows={runs.value} />
        </CompareForm>
      )}
    </>
  );
}
