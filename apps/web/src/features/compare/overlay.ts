import { percent, significant } from "@graft/core/analysis/format";
import { prepareXyPlot, type XyPlot, type XySeriesInput } from "@graft/ui/charts/xy-plot";
import { runLooks, type SeriesLook } from "@graft/ui/looks";
import type { ComparedRun } from "./compared-run.ts";
import type { CurvesById } from "./read-comparison.ts";

/** A metric of one run over its epochs, all of them or a sample. */
interface TracedCurve {
  /** Such as `train/loss`. */
  readonly key: string;
  readonly steps: readonly number[];
  readonly values: readonly number[];
  /** The range of the values that each value of a sample represents. */
  readonly band: { readonly low: readonly number[]; readonly high: readonly number[] } | null;
}

/** How one run went on, as it travels to the browser. */
export interface Trace {
  readonly id: number;
  readonly name: string;
  readonly look: SeriesLook;
  /** `seconds` among them: when each epoch was over. */
  readonly curves: readonly TracedCurve[];
}

const SMOOTHINGS = { none: 0, some: 0.6, strong: 0.9 };

/** How the curves of several runs are drawn in one chart. */
export interface OverlayChoice {
  readonly part: "train" | "validation";
  readonly x: "epoch" | "seconds";
  readonly scale: "linear" | "log";
  readonly smoothing: keyof typeof SMOOTHINGS;
}

/** The options; the first of each is the default. */
export const OVERLAY_CHOICES = {
  x: ["epoch", "seconds"],
  scale: ["linear", "log"],
  smoothing: ["none", "some", "strong"],
} as const;

/**
 * Reads the choice from an address.
 *
 * @param params By name; an unknown value counts as the default.
 * @param parts Those that were logged.
 */
export function parseOverlay(
  params: { readonly get: (name: string) => string | null },
  parts: readonly OverlayChoice["part"][],
): OverlayChoice {
  const find = <Value extends string>(name: string, values: readonly Value[], usual: Value) =>
    values.find((value) => value === params.get(name)) ?? usual;
  const { x, scale, smoothing } = OVERLAY_CHOICES;
  return {
    part: find("part", parts, parts[0] ?? "train"),
    x: find("x", x, x[0]),
    scale: find("scale", scale, scale[0]),
    smoothing: find("smoothing", smoothing, smoothing[0]),
  };
}

/** The parts of which some run logged something, validation first: it says more. */
export function partsOf(traces: readonly Trace[]): OverlayChoice["part"][] {
  const keys = traces.flatMap(({ curves }) => curves.map(({ key }) => key));
  return (["validation", "train"] as const).filter((part) =>
    keys.some((key) => key.startsWith(`${part}/`)),
  );
}

/** One quantity of all runs in one chart. A run that did not log it is left out. */
export function prepareOverlay(
  traces: readonly Trace[],
  quantity: "loss" | "accuracy",
  { part, x, scale, smoothing }: OverlayChoice,
): XyPlot {
  const fraction = quantity === "accuracy";
  const weight = SMOOTHINGS[smoothing];
  return prepareXyPlot({
    title: `${part} ${quantity}`,
    x: { label: x, unit: x === "epoch" ? "count" : "number" },
    y: fraction
      ? { label: quantity, unit: "fraction", range: [null, 1] }
      : { label: quantity, unit: "number", scale },
    series: traces.flatMap(({ id, name, look, curves }): XySeriesInput[] => {
      const curve = curves.find(({ key }) => key === `${part}/${quantity}`);
      if (!curve) return [];
      const last = curve.values.at(-1);
      const value =
        last === undefined ? {} : { value: fraction ? percent(last) : significant(last) };
      const points = placesOf(curve, { x, curves, weight });
      return [{ key: String(id), name, look, shape: "line", points, ...value }];
    }),
  });
}

/** An epoch that has no time has no place over seconds. */
function placesOf(
  { steps, values, band }: TracedCurve,
  { x, curves, weight }: { x: OverlayChoice["x"]; curves: Trace["curves"]; weight: number },
): XySeriesInput["points"] {
  const times = curves.find(({ key }) => key === "seconds");
  const timeOf = new Map(times?.steps.map((step, i) => [step, times.values[i]]));
  return smoothValues(values, weight).flatMap((value, i) => {
    const step = steps[i] ?? Number.NaN;
    const at = x === "epoch" ? step : timeOf.get(step);
    if (at === undefined) return [];
    const [low, high] = [band?.low[i], band?.high[i]];
    // A smoothed value is no longer the mean of its band.
    const range = weight === 0 && low !== undefined && high !== undefined ? { low, high } : {};
    return { x: at, y: value, ...range };
  });
}

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

/** The charts as logged, without choices, for reports and files: by name, such as `train-loss`. */
export function plainOverlays(traces: readonly Trace[]): Map<string, XyPlot> {
  const plots = partsOf(traces).flatMap((part) =>
    (["loss", "accuracy"] as const).map((quantity) => {
      const choice = { part, x: "epoch", scale: "linear", smoothing: "none" } as const;
      return [`${part}-${quantity}`, prepareOverlay(traces, quantity, choice)] as const;
    }),
  );
  return new Map(plots.filter(([, { series }]) => series.length > 0));
}

/**
 * A curve without its jitter: the exponential moving average of its values, corrected for its start, so that the
 * first value is itself and not drawn towards nothing.
 *
 * @param values Those that are not finite are left as they are and passed over.
 * @param weight Of the past, in [0, 1): 0 changes nothing.
 */
export function smoothValues(values: readonly number[], weight: number): number[] {
  let [sum, total] = [0, 0];
  return values.map((value) => {
    if (!Number.isFinite(value)) return value;
    sum = weight * sum + (1 - weight) * value;
    total = weight * total + (1 - weight);
    return sum / total;
  });
}
