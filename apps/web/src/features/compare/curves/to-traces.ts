import { runLooks } from "@graft/ui/series-looks";
import type { ComparedRun } from "../compared-run.ts";
import type { CurvesById } from "../read-courses.ts";
import type { Trace } from "./prepare-overlay.ts";

/** How the runs went on, as it travels to the browser; a run that did not train in epochs has no curves. */
export function toTraces(runs: readonly ComparedRun[], curves: CurvesById): Trace[] {
  const looks = runLooks(runs.map(({ run }) => run.method));
  return runs.map(({ run, name }, i) => ({
    id: run.id,
    name,
    look: looks[i]!,
    curves: (curves.get(run.id) ?? []).map(({ key, steps, values, band }) => ({
      key,
      steps,
      values: values.map(round),
      band: band && { low: band.low.map(round), high: band.high.map(round) },
    })),
  }));
}

/** Five digits are more than a chart shows. */
function round(value: number): number {
  return Number(value.toPrecision(5));
}
