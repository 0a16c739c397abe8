"use client";

import { significant } from "@graft/ui/format";
import { LineChart } from "@graft/ui/line-chart";
import { methodStyle } from "@graft/ui/methods";
import { type CurveInput, type CurvePanel, prepareCurves } from "@graft/ui/prepare-curves";
import { useMemo } from "react";

/** Loss and accuracy by epoch, as curves and, on demand, as numbers. */
export function CurvesSection({
  curves,
  epochs,
  method,
}: {
  curves: readonly CurveInput[];
  /** How many there will be. */
  epochs: number;
  method: string;
}) {
  const panels = useMemo(() => prepareCurves(curves, epochs), [curves, epochs]);
  const sampled = curves.some(({ band }) => band !== null);
  if (panels.length === 0) return null;
  return (
    <section aria-labelledby="curves" className="panel p-4">
      <h2 className="section-title mb-3 scroll-mt-16" id="curves">
        Training
      </h2>
      <div className="grid gap-x-8 gap-y-4 lg:grid-cols-2">
        {panels.slice(0, 2).map((panel) => (
          <LineChart color={methodStyle(method).token} key={panel.quantity} panel={panel} />
        ))}
      </div>
      {sampled ? (
        <p className="mt-3 text-faint text-xs">
          The line is the mean of neighbouring epochs, the band their lowest and highest value.
        </p>
      ) : (
        <details className="mt-3 text-sm">
          <summary className="w-fit text-muted hover:text-ink">All numbers, by epoch</summary>
          <EpochTable panels={panels} />
        </details>
      )}
    </section>
  );
}

function EpochTable({ panels }: { panels: readonly CurvePanel[] }) {
  const series = panels.flatMap((panel) => panel.series);
  return (
    <div className="mt-2 overflow-x-auto">
      <table className="w-full text-right text-xs tabular-nums">
        <thead>
          <tr className="border-line border-b">
            <th className="py-1 pr-3 text-left font-medium" scope="col">
              epoch
            </th>
            {series.map(({ key }) => (
              <th className="whitespace-nowrap px-3 py-1 font-medium" key={key} scope="col">
                {key}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(panels[0]?.epochs ?? []).map((epoch, row) => (
            <tr className="border-line border-b last:border-b-0" key={epoch}>
              <th className="py-1 pr-3 text-left font-normal" scope="row">
                {epoch}
              </th>
              {series.map(({ key, values }) => (
                <td className="px-3 py-1" key={key}>
                  {cellText(values[row])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function cellText(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : significant(value, 4);
}
