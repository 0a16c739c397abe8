/** The metrics one epoch logged, by key such as `train/loss`. */
export interface EpochPoint {
  /** 1-based. */
  readonly epoch: number;
  /** How many there will be. */
  readonly epochs: number;
  readonly metrics: Readonly<Record<string, number>>;
}

export interface CurveSeries {
  readonly key: string;
  /** "train", "validation", or the key itself. */
  readonly name: string;
  /** Which line style to draw; the second is dashed, so that colour is never the only difference. */
  readonly role: "first" | "second" | "other";
  /** One value per epoch; null where that epoch logged none. */
  readonly values: readonly (number | null)[];
}

/** One chart: all series of the same quantity over the same epochs. */
export interface CurvePanel {
  readonly quantity: string;
  readonly unit: "fraction" | "number";
  readonly epochs: readonly number[];
  /** The last epoch there will be: the axis has its length from the start. */
  readonly lastEpoch: number;
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

function rank(quantity: string): number {
  const at = ORDER.indexOf(quantity);
  return at < 0 ? ORDER.length : at;
}

/**
 * The charts of a run: one per quantity (loss and accuracy first), train before validation.
 *
 * A later point of the same epoch replaces the earlier one; values that are not finite are gaps.
 */
export function prepareCurves(points: readonly EpochPoint[]): CurvePanel[] {
  const byEpoch = new Map(points.map((point) => [point.epoch, point.metrics]));
  const epochs = [...byEpoch.keys()].sort((a, b) => a - b);
  const lastEpoch = Math.max(...points.map((point) => point.epochs), ...epochs);
  const keys = new Set(points.flatMap((point) => Object.keys(point.metrics)));
  const panels = new Map<string, CurveSeries[]>();
  for (const key of [...keys].sort()) {
    const { part, quantity } = splitKey(key);
    const values = epochs.map((epoch) => {
      const value = byEpoch.get(epoch)?.[key];
      return value !== undefined && Number.isFinite(value) ? value : null;
    });
    const role = part === null ? "first" : (ROLES[part] ?? "other");
    const list = panels.get(quantity) ?? [];
    list.push({ key, name: part ?? quantity, role, values });
    panels.set(quantity, list);
  }
  return [...panels]
    .sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b))
    .map(([quantity, series]) => ({
      quantity,
      unit: quantity === "accuracy" ? "fraction" : "number",
      epochs,
      lastEpoch,
      series,
    }));
}

/**
 * The range of the value axis: the data with a little room; for fractions at most [0, 1], for a loss
 * from zero, so that the height of a curve means something.
 */
export function valueRange(panel: CurvePanel): [number, number] {
  const values = panel.series.flatMap((s) => s.values.filter((v) => v !== null));
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  // Never of no height: an accuracy that is 1 throughout is a line at the top.
  if (panel.unit === "fraction") return [Math.max(0, Math.min(0.9, Math.floor(low * 10) / 10)), 1];
  return [Math.min(0, low), high > 0 ? high * 1.05 : 1];
}
