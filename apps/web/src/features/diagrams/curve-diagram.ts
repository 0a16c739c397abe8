import type { CurvePanel, CurveSeries } from "@graft/ui/prepare-curves";
import { prepareXyPlot, type XyPlot, type XyPoint } from "@graft/ui/prepare-xy-plot";
import { methodLook, type SeriesLook } from "@graft/ui/series-looks";

/** A quantity over the epochs of a run, in the colours and dashes that its page has for it. */
export function curveDiagram(panel: CurvePanel, method: string): XyPlot {
  const fraction = panel.unit === "fraction";
  return prepareXyPlot({
    title: panel.quantity,
    x: { unit: "count", range: [1, Math.max(2, panel.x.last)], label: "epoch" },
    y: {
      unit: panel.unit,
      range: [fraction ? null : 0, fraction ? 1 : null],
      label: panel.quantity,
    },
    size: { width: 560, height: 320 },
    series: panel.series.map((series) => ({
      key: series.key,
      name: series.name,
      shape: "line",
      look: lookOf(series, method),
      points: pointsOf(series, panel.epochs),
    })),
  });
}

function lookOf({ role }: CurveSeries, method: string): SeriesLook {
  const look = methodLook(method);
  return role === "first" ? look : { ...look, color: "--muted", dash: "7 4" };
}

/** An epoch without a value is a gap. */
function pointsOf({ values, band }: CurveSeries, epochs: readonly number[]): XyPoint[] {
  return values.map((value, i) => {
    const [low, high] = [band?.low[i] ?? null, band?.high[i] ?? null];
    return {
      x: epochs[i] ?? Number.NaN,
      y: value ?? Number.NaN,
      ...(low === null || high === null ? {} : { low, high }),
    };
  });
}
