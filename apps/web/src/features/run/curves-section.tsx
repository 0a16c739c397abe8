"use client";

import { significant } from "@graft/core/analysis/format";
import { type CurveAxisName, EPOCHS, imagesAxis, secondsAxis } from "@graft/ui/curve-axis";
import { LineChart } from "@graft/ui/line-chart";
import { methodStyle } from "@graft/ui/methods";
import { type CurveInput, type CurvePanel, prepareCurves } from "@graft/ui/prepare-curves";
import { useMemo } from "react";
import { CLOCK } from "./run-log.ts";
import type { MoreCurves } from "./to-plain.ts";
import { ViewChoices } from "./view-link.tsx";

/** How the curves are looked at, and where the other looks are. */
export interface CurvesView {
  readonly axis: CurveAxisName;
  readonly axisAddresses: Readonly<Record<CurveAxisName, string>>;
  readonly more: MoreCurves;
  /** By quantity; the address without any is under the one that is chosen. */
  readonly moreAddresses: Readonly<Record<string, string>>;
}

const AXES = [
  ["epoch", "Epochs"],
  ["seconds", "Time"],
  ["images", "Images seen"],
] as const;

/** Loss and accuracy, and what else is chosen, as curves and, on demand, as numbers. */
export function CurvesSection({
  curves,
  epochs,
  numTrain,
  method,
  view,
}: {
  curves: readonly CurveInput[];
  /** How many there will be. */
  epochs: number;
  /** Training images: each epoch sees all of them. */
  numTrain: number;
  method: string;
  view: CurvesView;
}) {
  const { chosen, quantities } = view.more;
  const panels = useMemo(() => {
    const axis = toAxis(view.axis, { curves, numTrain });
    const own = curves.filter(({ key }) => key !== CLOCK);
    return prepareCurves(own, epochs, axis);
  }, [curves, epochs, numTrain, view.axis]);
  const drawn = panels.filter(({ quantity }, place) => place < 2 || quantity === chosen);
  const sampled = curves.some(({ band }) => band !== null);
  if (panels.length === 0) return null;
  return (
    <section aria-labelledby="curves" className="panel p-4">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 className="section-title scroll-mt-16" id="curves">
          Training
        </h2>
        <ViewChoices
          choices={AXES.map(([axis, label]) => ({
            label,
            active: view.axis === axis,
            href: view.axisAddresses[axis],
          }))}
          label="What the curves are drawn over"
        />
      </div>
      <div className="grid gap-x-8 gap-y-4 lg:grid-cols-2">
        {drawn.map((panel) => (
          <LineChart color={methodStyle(method).token} key={panel.quantity} panel={panel} />
        ))}
      </div>
      {sampled ? (
        <p className="mt-3 text-faint text-xs">
          The line is the mean of neighbouring epochs, the band their lowest and highest value.
        </p>
      ) : null}
      {quantities.length > 0 ? (
        <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
          <span className="text-muted">Also logged</span>
          <ViewChoices
            choices={quantities.map((quantity) => ({
              label: quantity,
              active: quantity === chosen,
              href: view.moreAddresses[quantity] ?? "",
            }))}
            label="Another curve"
          />
        </div>
      ) : null}
      {sampled ? null : (
        <details className="mt-3 text-sm">
          <summary className="w-fit text-muted hover:text-ink">All numbers, by epoch</summary>
          <EpochTable panels={panels} />
        </details>
      )}
    </section>
  );
}

function toAxis(
  name: CurveAxisName,
  { curves, numTrain }: { curves: readonly CurveInput[]; numTrain: number },
) {
  if (name === "images" && numTrain > 0) return imagesAxis(numTrain);
  const clock = curves.find(({ key }) => key === CLOCK);
  const timed = name === "seconds" && clock !== undefined && clock.steps.length > 0;
  return timed ? secondsAxis(clock.steps, clock.values) : EPOCHS;
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
