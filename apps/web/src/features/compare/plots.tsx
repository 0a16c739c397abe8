"use client";

// Drawn from their data on both sides: as trees of shapes, lines of ten runs would travel twice.
import type { XyPlot as PreparedPlot } from "@graft/ui/prepare-xy-plot";
import { XyPlot } from "@graft/ui/xy-plot";

/** Charts beside each other. */
export function Plots({ plots }: { plots: readonly PreparedPlot[] }) {
  return (
    <div className="grid gap-x-8 gap-y-6 lg:grid-cols-2">
      {plots.map((plot) => (
        <XyPlot key={plot.title} plot={plot} />
      ))}
    </div>
  );
}
