import type { XyPlot } from "@graft/ui/prepare-xy-plot";
import { partsOf, prepareOverlay, type Trace } from "./prepare-overlay.ts";

/** The trainings laid over each other as they are logged, for what has no buttons: by name, such as `train-loss`. */
export function plainOverlays(traces: readonly Trace[]): Map<string, XyPlot> {
  const plots = partsOf(traces).flatMap((part) =>
    (["loss", "accuracy"] as const).map((quantity) => {
      const choice = { part, x: "epoch", scale: "linear", smoothing: "none" } as const;
      return [`${part}-${quantity}`, prepareOverlay(traces, quantity, choice)] as const;
    }),
  );
  return new Map(plots.filter(([, { series }]) => series.length > 0));
}
