import {
  percent,
  percentRange,
  pointsRange,
  signedPoints,
  threeDecimals,
} from "@graft/core/analysis/format";
import {
  COMPARED_PROPERTIES,
  describeProperty,
  type PropertyUnit,
} from "@graft/core/analysis/metrics";
import type { Interval } from "@graft/core/analysis/stats";
import type { MeasuredRun } from "./measure-compared.ts";

/** One measurement of one run, as it is shown. */
export interface MeasurementCell {
  readonly text: string;
  /** Null where there is none. */
  readonly interval: string | null;
  /** The best value of the row, as it is read, and not that of all. */
  readonly best: boolean;
  /** To the baseline; null for the baseline itself and where the two cannot be compared. */
  readonly difference: {
    readonly text: string;
    readonly interval: string | null;
    /** Which side it is on where the judgement of the pair finds it significant; else it is open. */
    readonly side: "better" | "worse" | "open";
  } | null;
}

/** One measurement of all runs. */
export interface MeasurementRow {
  readonly title: string;
  readonly definition: string;
  readonly better: "higher" | "lower";
  /** In the order of the runs. */
  readonly cells: readonly MeasurementCell[];
}

/** The table of measurements: the best of each row marked, and every difference to the baseline. */
export function prepareMeasurements(
  runs: readonly MeasuredRun[],
  baseline: number,
): MeasurementRow[] {
  return COMPARED_PROPERTIES.map(({ name, better }) => {
    const { title, definition, unit } = describeProperty(name);
    const values = runs.map((run) => run.values[name] ?? null);
    const texts = values.map((value) => (value === null ? null : valueText(value, unit)));
    const best = bestOf(values, better);
    // What reads the same is not told apart: all of it is the best, or none.
    const bestText = new Set(texts.filter(Boolean)).size < 2 ? null : texts[values.indexOf(best)];
    const reference = values[baseline] ?? null;
    return {
      title,
      definition,
      better,
      cells: runs.map((run, i) => {
        const value = values[i] ?? null;
        const interval = run.intervals?.[name] ?? null;
        const difference = run.paired && value !== null && reference !== null;
        return {
          text: texts[i] ?? "–",
          interval: interval && rangeText(interval, unit),
          best: value !== null && texts[i] === bestText,
          difference: difference
            ? prepareDifference(value - reference, {
                unit,
                better,
                interval: run.differences?.[name] ?? null,
                isClear: name === "accuracy" && run.isClear,
              })
            : null,
        };
      }),
    };
  });
}

/** Null where all that are defined are the same. */
function bestOf(values: readonly (number | null)[], better: "higher" | "lower"): number | null {
  const defined = values.filter((value) => value !== null);
  if (new Set(defined).size < 2) return null;
  return better === "higher" ? Math.max(...defined) : Math.min(...defined);
}

function prepareDifference(
  difference: number,
  {
    unit,
    better,
    interval,
    isClear,
  }: {
    unit: PropertyUnit;
    better: "higher" | "lower";
    interval: Interval | null;
    isClear: boolean;
  },
): NonNullable<MeasurementCell["difference"]> {
  const fraction = unit === "fraction";
  return {
    text: fraction ? signedPoints(difference) : signed(difference),
    interval:
      interval &&
      (fraction ? pointsRange(interval) : `${signed(interval.low)} to ${signed(interval.high)}`),
    side: isClear ? (difference > 0 === (better === "higher") ? "better" : "worse") : "open",
  };
}

function valueText(value: number, unit: PropertyUnit): string {
  return unit === "fraction" ? percent(value) : threeDecimals(value);
}

function rangeText(interval: Interval, unit: PropertyUnit): string {
  if (unit === "fraction") return percentRange(interval);
  return `${threeDecimals(interval.low)} to ${threeDecimals(interval.high)}`;
}

function signed(value: number): string {
  const text = Math.abs(value).toFixed(3);
  if (Number(text) === 0) return "0.000";
  return `${value > 0 ? "+" : "−"}${text}`;
}
