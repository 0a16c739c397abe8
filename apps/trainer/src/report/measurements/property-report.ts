import { percent } from "@graft/core/analysis/format";
import {
  describeProperty,
  type HistogramBin,
  type Measurements,
  type PropertyName,
  type ReliabilityBin,
  type ScalarName,
} from "@graft/core/analysis/metrics";
import { formatReal, formatValue, textTable, UNDEFINED } from "../text-table.ts";
import { confusionText, type MeasuredRun } from "./run-report.ts";

type Context = Pick<MeasuredRun, "classNames" | "sources" | "truth" | "columns" | "intervals"> & {
  readonly measurements: Pick<Measurements, PropertyName>;
};

/** One property in full, under its title. */
export function propertyReport(name: PropertyName, context: Context): string {
  const { title, definition } = describeProperty(name);
  return `${title}: ${definition}\n${body(name, context)}`;
}

function body(name: PropertyName, context: Context): string {
  const { group } = describeProperty(name);
  const value: unknown = context.measurements[name];
  if (value === null) return UNDEFINED;
  switch (group) {
    case "scalar":
      return `${cell(name, value)}${interval(name, context)}`;
    case "per class":
      return labelled(context.classNames, name, value);
    case "per example":
      return perExample(name, value, context);
    case "confusion":
      return confusion(name, context);
    case "example list":
      return examples(name, context);
    case "curve":
      return curve(name, context);
  }
}

/** A value of a property whose values are numbers or null. */
function cell(name: PropertyName, value: unknown): string {
  return formatValue(value as number | null, describeProperty(name).unit);
}

/** The ends of its interval, where intervals were asked for. */
function interval(name: PropertyName, { intervals }: Context): string {
  const found = intervals?.[name as ScalarName];
  if (!found) return "";
  const [low, high] = [found.low, found.high].map((end) => cell(name, end));
  return `, 95% interval ${low} to ${high}`;
}

function labelled(labels: readonly string[], name: PropertyName, values: unknown): string {
  const rows = (values as (number | null)[]).map((value, i) => [labels[i]!, cell(name, value)]);
  return textTable(rows, { alignRight: [1] });
}

function perExample(name: PropertyName, value: unknown, context: Context): string {
  if (name !== "decisions") return labelled(context.sources, name, value);
  const rows = context.measurements.decisions.map((decided, i) => [
    context.sources[i]!,
    decided === null ? "indeterminate" : context.classNames[decided]!,
  ]);
  return textTable(rows);
}

function confusion(name: PropertyName, { measurements, classNames, columns }: Context): string {
  switch (name) {
    case "topConfusions":
      return textTable([
        ["images", "true class", "predicted class"],
        ...measurements.topConfusions.map(({ truth, predicted, count }) => [
          String(count),
          classNames[truth]!,
          classNames[predicted]!,
        ]),
      ]);
    case "worstClasses":
      return measurements.worstClasses.map((k) => classNames[k]).join("\n");
    case "confusionDistribution": {
      const rows = (measurements.confusionDistribution ?? []).map((row, k) => [
        classNames[k]!,
        ...row.map(percent),
      ]);
      return textTable([["", ...classNames], ...rows], {
        alignRight: classNames.map((_, k) => k + 1),
      });
    }
    default: {
      const counts = measurements.confusionMatrix;
      const all = classNames.map((_, k) => k);
      return confusionText({ counts, classNames, worstClasses: all, columns });
    }
  }
}

function examples(name: PropertyName, context: Context): string {
  const { measurements, classNames, sources } = context;
  const list = (positions: readonly number[]) =>
    positions.length === 0 ? "  none" : positions.map((i) => `  ${sources[i]}`).join("\n");
  if (name === "examples") {
    return measurements.examples
      .map(
        (c) => `${classNames[c.truth]} taken for ${classNames[c.predicted]}\n${list(c.examples)}`,
      )
      .join("\n");
  }
  const value = measurements[name] as readonly number[] | readonly (readonly number[])[];
  return PER_CLASS.has(name)
    ? (value as readonly (readonly number[])[])
        .map((positions, k) => `${classNames[k]}\n${list(positions)}`)
        .join("\n")
    : list(value as readonly number[]);
}

/** Example lists that are one list per class. */
const PER_CLASS: ReadonlySet<PropertyName> = new Set([
  "truePositiveExamples",
  "trueNegativeExamples",
  "falsePositiveExamples",
  "falseNegativeExamples",
]);

function curve(name: PropertyName, { measurements, classNames }: Context): string {
  const perClass = <T>(values: readonly T[], draw: (value: NonNullable<T>) => string) =>
    values
      .map((value, k) => `${classNames[k]}\n${value ? draw(value) : `  ${UNDEFINED}`}`)
      .join("\n");
  switch (name) {
    case "topAccuracy":
      return table(
        ["n", "accuracy"],
        (measurements.topAccuracy ?? []).map((value, i) => [String(i + 1), percent(value)]),
      );
    case "rocCurve":
      return perClass(measurements.rocCurve, (roc) =>
        points(
          ["threshold", "false pos.", "true pos."],
          [roc.thresholds, roc.falsePositiveRate, roc.truePositiveRate],
        ),
      );
    case "precisionRecallCurve":
      return perClass(measurements.precisionRecallCurve, (pr) =>
        points(["threshold", "recall", "precision"], [pr.thresholds, pr.recall, pr.precision]),
      );
    case "accuracyRejectionPlot":
      return table(
        ["threshold", "rejected", "accuracy"],
        measurements.accuracyRejectionPlot.map((point) => [
          formatReal(point.threshold),
          percent(point.rejectionRate),
          percent(point.accuracy),
        ]),
      );
    case "probabilityHistogram":
      return histogram(measurements.probabilityHistogram);
    case "classReliability":
      return perClass(measurements.classReliability, reliability);
    default:
      return reliability(measurements.reliability);
  }
}

function points(head: string[], columns: readonly (readonly (number | null)[])[]): string {
  const [first = []] = columns;
  return table(
    head,
    first.map((_, i) => columns.map((column) => formatValue(column[i], "number"))),
  );
}

function reliability(bins: readonly ReliabilityBin[]): string {
  return table(
    ["above", "to", "images", "promised", "came true"],
    bins.map(({ low, high, count, meanProbability, frequency }) => [
      percent(low),
      percent(high),
      String(count),
      formatValue(meanProbability, "fraction"),
      formatValue(frequency, "fraction"),
    ]),
  );
}

function histogram(bins: readonly HistogramBin[]): string {
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const rows = bins.map(({ low, high, count }) => [
    percent(low),
    percent(high),
    String(count),
    "█".repeat(Math.ceil((30 * count) / most)),
  ]);
  return textTable([["from", "to", "images", ""], ...rows], { alignRight: [0, 1, 2] });
}

function table(head: string[], rows: string[][]): string {
  return textTable([head, ...rows], { alignRight: head.map((_, i) => i) });
}
