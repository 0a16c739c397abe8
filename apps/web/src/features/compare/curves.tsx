"use client";
import { XyFigure } from "@graft/ui/charts/xy-figure";
import type { XyPlot } from "@graft/ui/charts/xy-plot";
import { useMemo } from "react";
import { Choices } from "../shell/controls.tsx";
import { replaceParams, useAddressParams } from "../shell/links.tsx";
import {
  OVERLAY_CHOICES,
  type OverlayChoice,
  parseOverlay,
  partsOf,
  prepareOverlay,
  type Trace,
} from "./overlay.ts";

const QUANTITIES = ["loss", "accuracy"] as const;

/** The training curves of all runs in one chart per quantity. */
export function CurvesSection({
  traces,
  withoutEpochs,
}: {
  /** Of the runs that trained in epochs. */
  traces: readonly Trace[];
  /** Names of the others. */
  withoutEpochs: readonly string[];
}) {
  const params = useAddressParams();
  const parts = useMemo(() => partsOf(traces), [traces]);
  const choice = useMemo(() => parseOverlay(params, parts), [params, parts]);
  const plots = useMemo(
    () => QUANTITIES.map((quantity) => prepareOverlay(traces, quantity, choice)),
    [traces, choice],
  );
  const offer = <Key extends keyof OverlayChoice>(
    label: string,
    key: Key,
    values: readonly OverlayChoice[Key][],
  ) => (
    <Choices
      choices={values.map((value) => ({
        label: value,
        active: choice[key] === value,
        choose: () => replaceParams({ [key]: value === values[0] ? null : value }),
      }))}
      label={label}
    />
  );
  return (
    <section aria-labelledby="curves" className="panel p-4">
      <div className="mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 className="section-title" id="curves">
          Training
        </h2>
        <div className="flex flex-wrap items-center gap-2">
          {parts.length > 1 ? offer("Which images", "part", parts) : null}
          {offer("Over what", "x", OVERLAY_CHOICES.x)}
          {offer("Axis of the loss", "scale", OVERLAY_CHOICES.scale)}
          <span className="flex items-center gap-2 text-muted text-xs">
            smoothing
            {offer("Smoothing", "smoothing", OVERLAY_CHOICES.smoothing)}
          </span>
        </div>
      </div>
      <Plots plots={plots} />
      {withoutEpochs.length > 0 ? (
        <p className="mt-3 text-faint text-xs">
          {withoutEpochs.join(", ")}: no epochs, so no curves.
        </p>
      ) : null}
    </section>
  );
}

// Drawn from their data on both sides: as trees of shapes, lines of ten runs would travel twice.

/** Charts beside each other. */
export function Plots({ plots }: { plots: readonly XyPlot[] }) {
  return (
    <div className="grid gap-x-8 gap-y-6 lg:grid-cols-2">
      {plots.map((plot) => (
        <XyFigure key={plot.title} plot={plot} />
      ))}
    </div>
  );
}
