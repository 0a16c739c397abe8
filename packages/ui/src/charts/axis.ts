import { percent, significant } from "@graft/core/analysis/format";
import { extent, ticks as niceTicks } from "d3-array";
import { scaleLinear, scaleLog } from "d3-scale";

/** How the numbers of an axis are written. */
export type AxisUnit = "fraction" | "number" | "count";

export interface AxisInput {
  readonly label: string;
  readonly unit: AxisUnit;
  /** Default: linear. A logarithmic axis leaves out values that are not positive. */
  readonly scale?: "linear" | "log";
  /** Start and end of the axis; null, the default, takes those of the data, rounded outwards. */
  readonly range?: readonly [number | null, number | null];
}

/** An axis with a length in pixels: plain data, so that it can travel to the browser. */
export interface PlotAxis {
  readonly label: string;
  readonly unit: AxisUnit;
  readonly scale: "linear" | "log";
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  readonly length: number;
  /** The vertical axis: its pixels count from the top. */
  readonly upward: boolean;
}

type Scale = Pick<PlotAxis, "scale" | "min" | "max" | "length" | "upward">;

/** About this many ticks on an axis of a chart. */
const TICKS = 5;

/** @param values All values the axis must hold; those that have no place on it are ignored. */
export function plotAxis(
  input: AxisInput,
  values: readonly number[],
  { length, upward }: { readonly length: number; readonly upward: boolean },
): PlotAxis {
  const { label, unit, scale = "linear" } = input;
  const [min, max] = rangeOf(input, values);
  const bare = { label, unit, scale, min, max, length, upward };
  const ticks =
    scale === "log" ? logTicks([min, max]) : roundTicks([min, max], TICKS, unit === "count");
  const texts = tickTexts(ticks, unit);
  const place = placer(bare);
  return {
    ...bare,
    ticks: ticks.map((tick, i) => ({ at: place(tick) ?? 0, text: texts[i] ?? "" })),
  };
}

function rangeOf({ scale, range, unit }: AxisInput, values: readonly number[]): [number, number] {
  const isLog = scale === "log";
  const placed = values.filter((value) => Number.isFinite(value) && (!isLog || value > 0));
  const [low = isLog ? 0.1 : 0, high = 1] = extent(placed);
  const [min, max] = range ?? [null, null];
  const [from, to] = [min ?? low, max ?? high];
  if (isLog) return from < to ? [from, to] : [from / 2, from * 2];
  const round = roundRange([from, to], TICKS, unit === "count");
  return [min ?? round[0], max ?? round[1]];
}

/** Maps values to pixels with two decimals; null for a value that has no place on the axis. */
export function placer(axis: Scale): (value: number) => number | null {
  const scale = d3Scale(axis);
  return (value) => {
    const place = axis.scale === "log" && value <= 0 ? Number.NaN : scale(value);
    return Number.isFinite(place) ? Math.round(place * 100) / 100 : null;
  };
}

/** The value at a pixel: the inverse of `placer`, as exact as a pixel is. */
export function valueAt(axis: Scale, place: number): number {
  return d3Scale(axis).invert(place);
}

function d3Scale({ scale, min, max, length, upward }: Scale) {
  const made = scale === "log" ? scaleLog() : scaleLinear();
  return made.domain([min, max]).range(upward ? [length, 0] : [0, length]);
}

/** A value as it is read beside its axis. */
export function valueText({ unit }: Pick<PlotAxis, "unit">, value: number): string {
  if (unit === "fraction") return percent(value);
  return unit === "count" ? Math.round(value).toLocaleString("en-GB") : significant(value);
}

/**
 * Round numbers within a range, evenly spaced by 1, 2 or 5 times a power of ten; an end that is round is a tick.
 *
 * @param count About how many.
 * @param whole Only whole numbers.
 */
export function roundTicks(
  [min, max]: readonly [number, number],
  count: number,
  whole = false,
): number[] {
  const ticks = niceTicks(min, max, count);
  return whole ? ticks.filter(Number.isInteger) : ticks;
}

/** The range extended to the next round numbers; a range of no length gets one. */
export function roundRange(
  [min, max]: readonly [number, number],
  count: number,
  whole = false,
): [number, number] {
  if (min === max) return roundRange([Math.min(0, min), max === 0 ? 1 : Math.max(0, max)], count);
  const [low = min, high = max] = scaleLinear().domain([min, max]).nice(count).domain();
  return whole ? [Math.floor(low), Math.ceil(high)] : [low, high];
}

/**
 * Powers of ten within a range of positive numbers; with fewer than two of them, 1, 2 and 5 times powers of ten;
 * where these are too few as well, evenly spaced round numbers.
 */
export function logTicks([min, max]: readonly [number, number]): number[] {
  const ticks = scaleLog().domain([min, max]).ticks();
  const beginningWith = (digits: string) =>
    ticks.filter((tick) => digits.includes(tick.toExponential().charAt(0)));
  const [powers, finer] = [beginningWith("1"), beginningWith("125")];
  if (powers.length >= 2) return powers;
  return finer.length >= 2 ? finer : niceTicks(min, max, 4);
}

/** The labels of ticks, all with the same number of decimals: as few as write every tick exactly. */
export function tickTexts(ticks: readonly number[], unit: AxisUnit): string[] {
  if (unit === "count") return ticks.map((tick) => tick.toLocaleString("en-GB"));
  const scaled = ticks.map((tick) => (unit === "fraction" ? 100 * tick : tick));
  const largest = Math.max(0, ...scaled.map(Math.abs));
  const after = unit === "fraction" ? "%" : "";
  // Powers of ten where the zeros would have to be counted.
  if (largest >= 1e6 || (largest > 0 && largest < 1e-3)) {
    return scaled.map((tick) => powerText(tick) + after);
  }
  // The ticks of a logarithmic axis have different numbers of decimals.
  if (!isEven(scaled)) return scaled.map((tick) => significant(tick) + after);
  const exact = (decimals: number) =>
    scaled.every((tick) => isClose(Number(tick.toFixed(decimals)), tick, largest));
  const decimals = [0, 1, 2, 3, 4, 5, 6].find(exact) ?? 6;
  return scaled.map((tick) => tick.toFixed(decimals) + after);
}

/** "1.5e-4"; zero is "0". */
function powerText(value: number): string {
  return value === 0 ? "0" : value.toExponential(1).replace(".0e", "e").replace("e+", "e");
}

function isEven(ticks: readonly number[]): boolean {
  const [first = 0, second = first] = ticks;
  const step = second - first;
  return ticks.every((tick, i) => isClose(tick, first + i * step, step));
}

/** Equal up to rounding errors, which are small compared with `size`. */
function isClose(a: number, b: number, size: number): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.abs(size);
}
