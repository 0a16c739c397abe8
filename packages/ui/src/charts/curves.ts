import { duration } from "@graft/core/analysis/format";
import { methodLook, type SeriesLook } from "../looks.ts";
import { roundTicks } from "./axis.ts";
import { prepareXyPlot, type XyPlot, type XyPoint } from "./xy-plot.ts";

/** A metric over its steps, all of them or a sample. */
export interface CurveInput {
  /** Such as `train/loss`. */
  readonly key: string;
  /** Ascending. */
  readonly steps: readonly number[];
  readonly values: readonly number[];
  /** The range of the values that each value of a sample represents. */
  readonly band: Band | null;
}

interface Band {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

export interface CurveSeries {
  readonly key: string;
  /** "train", "validation", or the key itself. */
  readonly name: string;
  /** Which line style to draw; the second is dashed, so that colour is never the only difference. */
  readonly role: "first" | "second" | "other";
  /** One value per epoch; null where that epoch logged none. */
  readonly values: readonly (number | null)[];
  /** In the same order; null where every value is shown as it is. */
  readonly band: {
    readonly low: readonly (number | null)[];
    readonly high: readonly (number | null)[];
  } | null;
}

/** One chart: all series of the same quantity over the same epochs. */
export interface CurvePanel {
  readonly quantity: string;
  readonly unit: "fraction" | "number";
  readonly epochs: readonly number[];
  readonly x: {
    readonly name: CurveAxisName;
    /** The position of each epoch. */
    readonly values: readonly number[];
    /** The position of the last epoch: the axis has its full length from the start. */
    readonly last: number;
  };
  readonly series: readonly CurveSeries[];
}

const ORDER = ["loss", "accuracy", "learning-rate"];
const ROLES: Readonly<Record<string, CurveSeries["role"]>> = {
  train: "first",
  validation: "second",
};

/** `validation/loss` is the quantity `loss` of the part `validation`; `learning-rate` has no part. */
function splitKey(key: string): { part: string | null; quantity: string } {
  const slash = key.indexOf("/");
  if (slash < 0) return { part: null, quantity: key };
  return { part: key.slice(0, slash), quantity: key.slice(slash + 1) };
}

/** The quantity of a curve: "loss" for `train/loss`. */
export function quantityOf(key: string): string {
  return splitKey(key).quantity;
}

function rank(quantity: string): number {
  const at = ORDER.indexOf(quantity);
  return at < 0 ? ORDER.length : at;
}

/**
 * The charts of a run: one per quantity (loss and accuracy first), train before validation.
 *
 * Curves of one quantity share their epochs; values that are not finite are gaps.
 *
 * @param epochs How many there will be.
 * @param axis Their horizontal axis.
 */
export function prepareCurves(
  curves: readonly CurveInput[],
  epochs: number,
  axis: CurveAxis = EPOCHS,
): CurvePanel[] {
  const quantities = new Map<string, CurveInput[]>();
  for (const curve of curves.toSorted((a, b) => a.key.localeCompare(b.key))) {
    const { quantity } = splitKey(curve.key);
    quantities.set(quantity, [...(quantities.get(quantity) ?? []), curve]);
  }
  return [...quantities]
    .sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b))
    .map(([quantity, own]) => {
      const steps = [...new Set(own.flatMap((curve) => curve.steps))].sort((a, b) => a - b);
      return {
        quantity,
        unit: quantity === "accuracy" ? "fraction" : "number",
        epochs: steps,
        x: {
          name: axis.name,
          values: steps.map(axis.of),
          last: axis.of(Math.max(epochs, steps.at(-1) ?? 1)),
        },
        series: own.map((curve) => prepareSeries(curve, steps)),
      };
    });
}

function prepareSeries({ key, steps, values, band }: CurveInput, epochs: readonly number[]) {
  const { part, quantity } = splitKey(key);
  const places = new Map(steps.map((step, index) => [step, index]));
  const align = (numbers: readonly number[]) =>
    epochs.map((epoch) => {
      const value = numbers[places.get(epoch) ?? -1];
      return value !== undefined && Number.isFinite(value) ? value : null;
    });
  return {
    key,
    name: part ?? quantity,
    role: part === null ? ("first" as const) : (ROLES[part] ?? "other"),
    values: align(values),
    band: band && { low: align(band.low), high: align(band.high) },
  };
}

/**
 * The range of the value axis: the data with a little room; for fractions at most [0, 1], for a loss
 * from zero, so that the height of a curve means something.
 */
export function valueRange(panel: CurvePanel): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { values, band } of panel.series) {
    for (const value of [...values, ...(band ? [...band.low, ...band.high] : [])]) {
      if (value === null) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (low > high) return [0, 1];
  // Never of no height: an accuracy that is 1 throughout is a line at the top.
  if (panel.unit === "fraction") return [Math.max(0, Math.min(0.9, Math.floor(low * 10) / 10)), 1];
  return [Math.min(0, low), high > 0 ? high * 1.05 : 1];
}

/** The units in which training can be counted. */
export const CURVE_AXES = ["epoch", "seconds", "images"] as const;
export type CurveAxisName = (typeof CURVE_AXES)[number];

/** The horizontal axis of a curve, and the position of an epoch on it. */
export interface CurveAxis {
  readonly name: CurveAxisName;
  readonly of: (epoch: number) => number;
}

export const EPOCHS: CurveAxis = { name: "epoch", of: (epoch) => epoch };

/** Training images seen: each epoch sees all of them once. */
export function imagesAxis(imagesPerEpoch: number): CurveAxis {
  return { name: "images", of: (epoch) => epoch * imagesPerEpoch };
}

/**
 * Seconds since training began, between two logged epochs in proportion; epochs to come at the pace so far.
 *
 * @param steps Epochs with a time, ascending, at least one.
 * @param seconds Of each, since the start.
 */
export function secondsAxis(steps: readonly number[], seconds: readonly number[]): CurveAxis {
  const last = steps.length - 1;
  const at = (index: number) => ({ step: steps[index] ?? 0, time: seconds[index] ?? 0 });
  return {
    name: "seconds",
    of: (epoch) => {
      if (epoch >= at(last).step) return (at(last).time / at(last).step) * epoch;
      const next = steps.findIndex((step) => step >= epoch);
      const [from, to] = [at(next - 1), at(next)];
      if (to.step === from.step) return to.time;
      return from.time + ((to.time - from.time) * (epoch - from.step)) / (to.step - from.step);
    },
  };
}

/** A place on the axis in words: "epoch 8", "4 min 12 s", "1,600 images". */
export function placeText(name: CurveAxisName, value: number): string {
  if (name === "seconds") return duration(value);
  const whole = Math.round(value).toLocaleString("en-GB");
  return name === "epoch" ? `epoch ${whole}` : `${whole} images`;
}

/** Round places on the axis: whole epochs and images, whole seconds, minutes or hours. */
export function axisTicks(name: CurveAxisName, range: readonly [number, number], most: number) {
  const [unit, size] = name === "seconds" ? timeUnit(range[1]) : ["", 1];
  const ticks = roundTicks([range[0] / size, range[1] / size], most, true);
  return ticks.map((tick) => ({ at: tick * size, text: `${tick.toLocaleString("en-GB")}${unit}` }));
}

function timeUnit(longest: number): [unit: string, seconds: number] {
  if (longest <= 120) return [" s", 1];
  return longest <= 7200 ? [" min", 60] : [" h", 3600];
}

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
