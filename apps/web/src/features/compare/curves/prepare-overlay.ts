import { percent, significant } from "@graft/core/analysis/format";
import { prepareXyPlot, type XyPlot, type XySeriesInput } from "@graft/ui/prepare-xy-plot";
import type { SeriesLook } from "@graft/ui/series-looks";
import { smoothValues } from "./smooth-values.ts";

/** A metric of one run over its epochs, all of them or a sample. */
interface TracedCurve {
  /** Such as `train/loss`. */
  readonly key: string;
  readonly steps: readonly number[];
  readonly values: readonly number[];
  /** The range that each value of a sample stands for. */
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

/** How curves are laid over each other. */
export interface OverlayChoice {
  readonly part: "train" | "validation";
  readonly x: "epoch" | "seconds";
  readonly scale: "linear" | "log";
  readonly smoothing: keyof typeof SMOOTHINGS;
}

/** What can be chosen, the first of each unless another one is asked for. */
export const OVERLAY_CHOICES = {
  x: ["epoch", "seconds"],
  scale: ["linear", "log"],
  smoothing: ["none", "some", "strong"],
} as const;

/**
 * The choice that stands in an address.
 *
 * @param params By name; what cannot be chosen is as it is at first.
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
    // What is smoothed is no longer the mean of its band.
    const range = weight === 0 && low !== undefined && high !== undefined ? { low, high } : {};
    return { x: at, y: value, ...range };
  });
}
