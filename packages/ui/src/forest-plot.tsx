import { percent } from "@graft/core/analysis/format";
import type { ReactNode } from "react";
import { AxisLabels, IntervalBar } from "./interval-bar.tsx";
import { MethodMark } from "./method-mark.tsx";
import { type Axis, positionOn } from "./prepare-axis.ts";
import type { Forest } from "./prepare-forest.ts";

/** Accuracies with their intervals below each other, as a table whose middle column is the plot. */
export function ForestPlot({
  forest: { axis, rows, baseline },
  renderName,
}: {
  forest: Forest;
  /** The name of a row, for instance as a link. */
  renderName: (row: { id: number; name: string }) => ReactNode;
}) {
  return (
    <>
      <table className="w-full text-left text-sm tabular-nums">
        <caption className="sr-only">Accuracy on the test images with its 95% interval</caption>
        <thead className="text-muted text-xs">
          <tr>
            <th className="pb-2 font-medium" scope="col">
              Run
            </th>
            <td className="w-2/5 pb-2 sm:w-1/2" />
            <th className="pb-2 pl-4 text-end font-medium" scope="col">
              Accuracy
            </th>
            <th className="hidden pb-2 pl-4 text-end font-medium sm:table-cell" scope="col">
              95% interval
            </th>
            <th className="hidden pb-2 pl-4 text-end font-medium md:table-cell" scope="col">
              Right
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th className="py-2 pr-2 font-medium sm:pr-4" scope="row">
                <span className="inline-flex items-center gap-2">
                  <MethodMark method={row.method} />
                  {renderName(row)}
                </span>
              </th>
              <td className="relative px-2 py-2">
                <Baseline axis={axis} value={baseline} />
                <IntervalBar axis={axis} estimate={row.estimate} joined method={row.method} />
              </td>
              <td className="py-2 pl-4 text-end">
                <span className="font-semibold">{row.accuracyText}</span>
                <span className="block whitespace-nowrap text-faint text-xs sm:hidden">
                  {row.intervalText}
                </span>
              </td>
              <td className="hidden whitespace-nowrap py-2 pl-4 text-end text-muted sm:table-cell">
                {row.intervalText}
              </td>
              <td className="hidden whitespace-nowrap py-2 pl-4 text-end text-muted md:table-cell">
                {row.hits} of {row.total}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td />
            <td className="px-2">
              <AxisLabels axis={axis} />
            </td>
          </tr>
        </tfoot>
      </table>
      {baseline === null ? null : (
        <p className="mt-2 text-faint text-xs">
          ┆ {percent(baseline)}: what always answering the commonest class would reach.
        </p>
      )}
    </>
  );
}

/** The dashed line of the baseline, across the padding of the cell so that the pieces join. */
function Baseline({ axis, value }: { axis: Axis; value: number | null }) {
  if (value === null) return null;
  const x = `${positionOn(axis, value)}%`;
  return (
    <svg
      aria-hidden="true"
      className="absolute inset-x-2 inset-y-0 h-full w-[calc(100%-1rem)] overflow-visible"
    >
      <line className="stroke-line-strong" strokeDasharray="3 3" x1={x} x2={x} y1="0" y2="100%" />
    </svg>
  );
}
