import { ExportMenu } from "./export-menu.tsx";

const OF_PREDICTIONS = [
  ["predictions", "Predictions"],
  ["measurements", "Measurements"],
  ["classes", "Measurements by class"],
  ["confusion", "Confusion matrix"],
] as const;

/** What can be saved of a run: what it logged, and what its predictions say once there are some. */
export function RunMenu({
  runId,
  tested,
  chosen,
}: {
  runId: number;
  tested: boolean;
  /** Whether it chose among classifiers or settings. */
  chosen: boolean;
}) {
  const tables = [
    ...(tested ? OF_PREDICTIONS : []),
    ["metrics", "Curves, every value"] as const,
    ...(chosen ? [["selection", "Candidates"] as const] : []),
  ];
  return (
    <ExportMenu
      id="export-run"
      tables={tables.map(([name, label]) => {
        return { label, address: `/api/export/runs/${runId}/${name}` };
      })}
    />
  );
}
