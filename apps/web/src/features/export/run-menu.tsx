import { quantityOf } from "@graft/ui/prepare-curves";
import { CLOCK } from "../run/run-log.ts";
import { ExportMenu } from "./export-menu.tsx";

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
  ["confidence", "How sure it was"],
  ["rejection", "Withheld answers"],
  ["probabilities", "Probability of the true class"],
] as const;

/** What can be saved of a run: what it logged, and what its predictions say once there are some. */
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
