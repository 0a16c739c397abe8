import {
  duration,
  percent,
  percentRange,
  significant,
  threeDecimals,
} from "@graft/core/analysis/format";
import {
  describeProperty,
  type PropertyUnit,
  SCALAR_NAMES,
  type ScalarName,
} from "@graft/core/analysis/metrics";
import type { TestedRun } from "./tested-run.ts";

/** A measurement as it is read. */
export interface Figure {
  readonly name: ScalarName;
  readonly title: string;
  /** A dash where it is not defined. */
  readonly value: string;
  /** Its 95% interval; null where there is none. */
  readonly interval: string | null;
}

/** The numbers that say most, each in plain words. */
export const KEY_FIGURES: readonly (readonly [name: ScalarName, words: string])[] = [
  ["balancedAccuracy", "Mean recall of the classes, each counting the same."],
  ["macroF1Score", "Mean over the classes: high where few are missed and few falsely named."],
  ["matthewsCorrelation", "Agreement of answers and truth: 1 is perfect, 0 is guessing."],
  ["cohenKappa", "Agreement beyond what chance would bring: 1 is perfect, 0 is chance."],
  ["macroAreaUnderROCCurve", "How often an image of a class scores above one of another."],
  ["meanCrossEntropy", "Log-loss: the surprise at the truth, in nats; 0 is perfect."],
  ["brierScore", "Squared error of the probabilities: 0 is perfect, 2 is the worst."],
  ["expectedCalibrationError", "How far what it promised is from what came true."],
];

/** @param tested Null as long as the run was not tested: its figures have their places before their values. */
export function toFigure(
  name: ScalarName,
  tested: Pick<TestedRun, "measured" | "intervals"> | null,
): Figure {
  const { title, unit } = describeProperty(name);
  const value = tested?.measured[name] ?? null;
  const interval = tested?.intervals.scalars[name] ?? null;
  return {
    name,
    title,
    value: value === null ? "–" : write(value, unit),
    interval: interval && writeRange(interval, unit),
  };
}

export interface ExplainedFigure extends Figure {
  readonly definition: string;
  readonly source: string | null;
}

/** Every single number there is, with its definition, in the order of the documentation. */
export function allFigures(tested: Pick<TestedRun, "measured" | "intervals">): ExplainedFigure[] {
  return SCALAR_NAMES.map((name) => {
    const { definition, source } = describeProperty(name);
    return { ...toFigure(name, tested), definition, source };
  });
}

function write(value: number, unit: PropertyUnit): string {
  if (unit === "fraction") return percent(value);
  if (unit === "count") return value.toLocaleString("en-GB");
  if (unit === "seconds") return value < 1 ? `${significant(1000 * value)} ms` : duration(value);
  const size = Math.abs(value);
  return size >= 0.001 && size < 100 ? threeDecimals(value) : significant(value);
}

function writeRange(range: { low: number; high: number }, unit: PropertyUnit): string {
  return unit === "fraction"
    ? percentRange(range)
    : `${write(range.low, unit)} to ${write(range.high, unit)}`;
}
