import { type CurveAxis, type CurveAxisName, EPOCHS } from "./curve-axis.ts";

/** A metric over its steps, all of them or a sample. */
export interface CurveInput {
  /** Such as `train/loss`. */
  readonly key: string;
  /** Ascending. */
  readonly steps: readonly number[];
  readonly values: readonly number[];
  /** The range that each value of a sample stands for. */
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
    /** Where each epoch stands. */
    readonly values: readonly number[];
    /** Where the last epoch will stand: the axis has its length from the start. */
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

/** What a curve is of: "loss" for `train/loss`. */
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
 * @param axis What they are drawn over.
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
