import { ExportLink, ExportMenu } from "./export-menu.tsx";

const TABLES = [
  ["runs", "Accuracies"],
  ["measurements", "Measurements"],
  ["pairs", "Pairs"],
  ["pictures", "Pictures"],
  ["settings", "Settings that differ"],
] as const;
const CHARTS = [
  ["accuracy", "Plot of accuracies"],
  ["confusion", "Confusion matrices"],
  ["difference", "Differences of the matrices"],
] as const;

/** What can be saved of a comparison. */
export function CompareMenu({
  runIds,
  baseline,
}: {
  runIds: readonly number[];
  /** Id of the run that was chosen as the baseline, if one was. */
  baseline: number | null;
}) {
  const query = `runs=${runIds.join(",")}`;
  const fullQuery = baseline === null ? query : `${query}&baseline=${baseline}`;
  return (
    <ExportMenu
      charts={CHARTS.map(([name, label]) => {
        return { label, address: `/api/charts/compare/${name}`, query: fullQuery };
      })}
      id="export-comparison"
      tables={TABLES.map(([name, label]) => {
        return { label, address: `/api/export/compare/${name}`, query };
      })}
    >
      <ExportLink
        format="html"
        item={{ label: "Report with pictures", address: "/api/report", query: fullQuery }}
      />
    </ExportMenu>
  );
}
