import { ExportLink, ExportMenu } from "./export-menu.tsx";

const TABLES = [
  ["runs", "Accuracies"],
  ["measurements", "Measurements"],
  ["pairs", "Pairs"],
  ["pictures", "Pictures"],
  ["settings", "Settings that differ"],
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
  return (
    <ExportMenu
      id="export-comparison"
      tables={TABLES.map(([name, label]) => {
        return { label, address: `/api/export/compare/${name}`, query };
      })}
    >
      <ExportLink
        address={`/api/report?${query}${baseline === null ? "" : `&baseline=${baseline}`}`}
        label="Report with pictures"
        format="HTML"
      />
    </ExportMenu>
  );
}
