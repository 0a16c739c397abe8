import { percent, significant } from "@graft/core/analysis/format";
import { type AxisUnit, logTicks, roundRange, roundTicks, tickTexts } from "./round-ticks.ts";

export interface AxisInput {
  readonly label: string;
  readonly unit: AxisUnit;
  /** Default: linear. A logarithmic axis leaves out what is not positive. */
  readonly scale?: "linear" | "log";
  /** Where the axis begins and ends; null, the default: where the data does, out to a round number. */
  readonly range?: readonly [number | null, number | null];
}

/** An axis with a length in pixels. */
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

interface Room {
  readonly length: number;
  readonly upward: boolean;
  /** At most about so many ticks. */
  readonly mostTicks: number;
}

/** @param values All that is to be seen; those that have no place on the axis are passed over. */
export function plotAxis(input: AxisInput, values: readonly number[], room: Room): PlotAxis {
  const { label, unit, scale = "linear" } = input;
  const [min, max] = rangeOf(input, values, room.mostTicks);
  const ticks =
    scale === "log"
      ? logTicks([min, max])
      : roundTicks([min, max], room.mostTicks, unit === "count");
  const texts = tickTexts(ticks, unit);
  const { length, upward } = room;
  const bare = { label, unit, scale, min, max, length, upward };
  return {
    ...bare,
    ticks: ticks.map((tick, i) => ({ at: placeOf(bare, tick) ?? 0, text: texts[i] ?? "" })),
  };
}

function rangeOf(input: AxisInput, values: readonly number[], mostTicks: number): [number, number] {
  const isLog = input.scale === "log";
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value) || (isLog && value <= 0)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) [low, high] = isLog ? [0.1, 1] : [0, 1];
  const [min, max] = input.range ?? [null, null];
  if (isLog) {
    const ends: [number, number] = [min ?? low, max ?? high];
    return ends[0] < ends[1] ? ends : [ends[0] / 2, ends[0] * 2];
  }
  const round = roundRange([min ?? low, max ?? high], mostTicks, input.unit === "count");
  return [min ?? round[0], max ?? round[1]];
}

type Scale = Pick<PlotAxis, "scale" | "min" | "max" | "length" | "upward">;

/** Where a value stands, in pixels with two decimals; null where it has no place. */
export function placeOf({ scale, min, max, length, upward }: Scale, value: number): number | null {
  const as = scale === "log" ? Math.log : (number: number) => number;
  const share = (as(value) - as(min)) / (as(max) - as(min));
  if (!Number.isFinite(share)) return null;
  return Math.round((upward ? 1 - share : share) * length * 100) / 100;
}

/** The value at a place: what `placeOf` undoes, as exact as a pixel is. */
export function valueAt({ scale, min, max, length, upward }: Scale, place: number): number {
  const share = upward ? 1 - place / length : place / length;
  return scale === "log" ? min * (max / min) ** share : min + share * (max - min);
}

/** A value as it is read beside its axis. */
export function valueText({ unit }: Pick<PlotAxis, "unit">, value: number): string {
  if (unit === "fraction") return percent(value);
  return unit === "count" ? Math.round(value).toLocaleString("en-GB") : significant(value);
}
