"use client";
import { significant } from "@graft/core/analysis/format";
import {
  type CurveAxisName,
  type CurveInput,
  type CurvePanel,
  EPOCHS,
  imagesAxis,
  prepareCurves,
  secondsAxis,
} from "@graft/ui/charts/curves";
import { LineChart } from "@graft/ui/charts/line-chart";
import { methodStyle } from "@graft/ui/looks";
import { Table } from "@graft/ui/table";
import { useMemo } from "react";
import { CLOCK } from "./run-log.ts";
import { ViewChoices } from "./view.tsx";

/** The other logged quantities: `layer-0/norm` is the quantity `norm` of one part. */
export interface MoreCurves {
  /** All there is to choose from, in the order of the alphabet. */
  readonly quantities: readonly string[];
  /** The one that is chosen; null for none. */
  readonly chosen: string | null;
}

/** The current view of the curves, with the addresses of the other views. */
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

/** Loss, accuracy and a chosen quantity, as curves and, on demand, as numbers. */
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
          label="Horizontal axis"
        />
      </div>
      <div className="grid gap-x-8 gap-y-4 lg:grid-cols-2">
        {drawn.map((panel) => (
          <LineChart color={methodStyle(method).token} key={panel.quantity} panel={panel} />
        ))}
      </div>
      {sampled ? (
        <p className="mt-3 text-faint text-xs">
          The line is the mean of neighbouring epochs; the band spans their lowest and highest
          values.
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
    <Table
      boxClass="mt-2 overflow-x-auto"
      className="text-xs"
      columns={[
        { key: "epoch", heading: "epoch", className: "font-normal", cell: ({ epoch }) => epoch },
        ...series.map(({ key, values }) => ({
          key,
          heading: key,
          end: true,
          headClass: "whitespace-nowrap",
          cell: ({ row }: { row: number }) => cellText(values[row]),
        })),
      ]}
      keyOf={({ epoch }) => epoch}
      label="All numbers, by epoch"
      rows={(panels[0]?.epochs ?? []).map((epoch, row) => ({ epoch, row }))}
    />
  );
}

function cellText(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : significant(value, 4);
}
