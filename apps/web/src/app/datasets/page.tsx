import { plural } from "@graft/core/analysis/format";
import { listDatasets } from "@graft/db";
import type { Metadata } from "next";
import { ExportMenu } from "@/features/export/export-menu";
import { FirstRun } from "@/features/runs/first-run";
import { PageLink } from "@/features/shell/links";
import { load } from "@/server/database";
import { Problem } from "@/server/problem";

export const metadata: Metadata = { title: "Data sets" };

export default async function DatasetsPage() {
  const datasets = await load(listDatasets);
  if (!datasets.ok) return <Problem error={datasets.error} />;
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h1 className="font-semibold text-2xl tracking-tight">Data sets</h1>
        {datasets.value.length > 0 ? (
          <ExportMenu
            id="export-datasets"
            tables={[{ label: "Data sets", address: "/api/export/datasets" }]}
          />
        ) : null}
      </div>
      <div className="mt-4">
        {datasets.value.length === 0 ? (
          <FirstRun />
        ) : (
          <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
            {datasets.value.map(({ id, name, kind, numImages, numClasses, numRuns }) => (
              <li className="panel min-w-0 p-4" key={id}>
                <h2 className="truncate font-semibold" title={name}>
                  <PageLink className="hover:underline" href={`/datasets/${id}`}>
                    {name}
                  </PageLink>
                </h2>
                <p className="mt-1 text-muted text-sm">
                  {plural(numImages, "image")}, {plural(numClasses, "class", "classes")}, {kind}
                </p>
                <p className="mt-1 text-faint text-sm">{plural(numRuns, "run")}</p>
              </li>
            ))}
          </ul>
        )}
      </div>
    </>
  );
}
