import { Suspense } from "react";
import type { CurvesById } from "../compare/read-courses.ts";
import { ExportChart, ExportLink, ExportMenu } from "./export-menu.tsx";

const TABLES = [
  ["runs", "Accuracies"],
  ["measurements", "Measurements"],
  ["pairs", "Pairs"],
  ["images", "Images"],
  ["settings", "Settings that differ"],
] as const;
const CHARTS = [
  ["accuracy", "Plot of accuracies"],
  ["confusion", "Confusion matrices"],
  ["difference", "Differences of the matrices"],
  ["roc", "ROC of the hardest class"],
  ["reliability", "Reliability"],
] as const;
/** By the key of a curve that is in it. */
const OVERLAYS = [
  ["validation/loss", "Validation loss"],
  ["validation/accuracy", "Validation accuracy"],
  ["train/loss", "Training loss"],
  ["train/accuracy", "Training accuracy"],
] as const;

/** What can be saved of a comparison. */
export function CompareMenu({
  runIds,
  baseline,
  curves,
}: {
  runIds: readonly number[];
  /** Id of the run that was chosen as the baseline, if one was. */
  baseline: number | null;
  /** Which charts of the trainings there are is known when these are read. */
  curves: Promise<CurvesById>;
}) {
  const query = `runs=${runIds.join(",")}`;
  const fullQuery = baseline === null ? query : `${query}&baseline=${baseline}`;
  return (
    <ExportMenu
      charts={CHARTS.map(([name, label]) => chartItem(name, label, fullQuery))}
      id="export-comparison"
      laterCharts={
        <Suspense>
          <Overlays curves={curves} query={fullQuery} />
        </Suspense>
      }
      tables={TABLES.map(([name, label]) => {
        return { label, address: `/api/export/compare/${name}`, query };
      })}
    >
      <ExportLink
        format="html"
        item={{ label: "Report with images", address: "/api/report", query: fullQuery }}
      />
    </ExportMenu>
  );
}

async function Overlays({ curves, query }: { curves: Promise<CurvesById>; query: string }) {
  const keys = new Set([...(await curves).values()].flat().map(({ key }) => key));
  return OVERLAYS.filter(([key]) => keys.has(key)).map(([key, label]) => (
    <ExportChart item={chartItem(key.replace("/", "-"), label, query)} key={key} />
  ));
}

function chartItem(name: string, label: string, query: string) {
  return { label, address: `/api/charts/compare/${name}`, query };
}
