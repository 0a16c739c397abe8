import { ExportLink, ExportMenu } from "./export-menu.tsx";

const TABLES = [
  ["runs", "Accuracies"],
  ["measurements", "Measurements"],
  ["pairs", "Pairs"],
  ["pictures", "Pictures"],
  ["settings", "Settings that differ"],
] as const;

/** What can be saved of a comparison. */
export function CompareMenu({ runIds }: { runIds: readonly number[] }) {
  const query = `runs=${runIds.join(",")}`;
  return (
    <ExportMenu
      id="export-comparison"
      tables={TABLES.map(([name, label]) => {
        return { label, address: `/api/export/compare/${name}`, query };
      })}
    >
      <ExportLink address={`/api/report?${query}`} label="Report with pictures" format="HTML" />
    </ExportMenu>
  );
}
