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
  const reportQuery = baseline === null ? query : `${query}&baseline=${baseline}`;
  const items = (place: string, names: typeof TABLES | typeof CHARTS) =>
    names.map(([name, label]) => ({ label, address: `${place}/${name}`, query }));
  return (
    <ExportMenu
      charts={items("/api/charts/compare", CHARTS)}
      id="export-comparison"
      tables={items("/api/export/compare", TABLES)}
    >
      <ExportLink
        format="html"
        item={{ label: "Report with pictures", address: "/api/report", query: reportQuery }}
      />
    </ExportMenu>
  );
}
