import { quantityOf } from "@graft/ui/charts/curves";
import { Suspense } from "react";
import type { CurvesById } from "../compare/read-comparison.ts";
import { CLOCK } from "../run/run-log.ts";
import { ExportChart, ExportLink, ExportMenu } from "./export-menu.tsx";

const OF_TEST = [
  ["predictions", "Predictions"],
  ["measurements", "Measurements"],
  ["classes", "Measurements by class"],
  ["confusion", "Confusion matrix"],
] as const;
const CHARTS_OF_TEST = [
  ["confusion", "Confusion matrix"],
  ["roc", "ROC"],
  ["precision-recall", "Precision and recall"],
  ["reliability", "Reliability"],
  ["confidence", "Confidence"],
  ["rejection", "Accuracy without the least confident"],
  ["probabilities", "Probability of the true class"],
] as const;

/** The files of a run: its logged values and, once it has been tested, tables and charts of its predictions. */
export function RunMenu({
  runId,
  tested,
  chosen,
  curveKeys,
}: {
  runId: number;
  tested: boolean;
  /** Whether it chose among classifiers or settings. */
  chosen: boolean;
  /** Names of its curves, such as `train/loss`. */
  curveKeys: readonly string[];
}) {
  const tables = [
    ...(tested ? OF_TEST : []),
    ["metrics", "Curves, every value"] as const,
    ...(chosen ? [["selection", "Candidates"] as const] : []),
  ];
  const quantities = new Set(curveKeys.filter((key) => key !== CLOCK).map(quantityOf));
  const curves = [...quantities].map((quantity) => ({
    label: `Curve of ${quantity}`,
    address: `/api/charts/runs/${runId}/curve`,
    query: new URLSearchParams({ quantity }).toString(),
  }));
  const charts = (tested ? CHARTS_OF_TEST : []).map(([name, label]) => {
    return { label, address: `/api/charts/runs/${runId}/${name}` };
  });
  return (
    <ExportMenu
      charts={[...curves, ...charts]}
      id="export-run"
      tables={tables.map(([name, label]) => {
        return { label, address: `/api/export/runs/${runId}/${name}` };
      })}
    />
  );
}

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

/** The files of a comparison. */
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
