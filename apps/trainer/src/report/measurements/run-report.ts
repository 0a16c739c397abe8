import { percent } from "@graft/core/analysis/format";
import {
  describeProperty,
  type Measurements,
  restrictConfusion,
  SCALAR_NAMES,
  type ScalarName,
} from "@graft/core/analysis/metrics";
import { type Interval, wilsonInterval } from "@graft/core/analysis/stats";
import stringWidth from "string-width";
import { formatValue, padEnd, shorten, shortenStart, textTable, wrap } from "../text-table.ts";

/** A measured run, as its report shows it. */
export interface MeasuredRun {
  readonly title: string;
  readonly classNames: readonly string[];
  /** Where each test image came from, in the order of the measurements. */
  readonly sources: readonly string[];
  /** True class of each. */
  readonly truth: readonly number[];
  readonly measurements: Measurements;
  /** Intervals, where they were asked for. */
  readonly intervals: Partial<Record<ScalarName, Interval | null>> | null;
  /** Characters per line. */
  readonly columns: number;
}

const MAX_CLASSES = 20;
const MAX_EXAMPLES = 5;
const MIN_SOURCE = 12;

/** Everything about one run that fits a screen or two. */
export function runReport(run: MeasuredRun & { readonly withoutTwins?: string | null }): string {
  return [
    run.title,
    accuracyLine(run),
    wrap(run.withoutTwins ?? "", run.columns),
    run.intervals ? scalarsWithIntervals(run) : scalarsInTwoColumns(run),
    section("Confusion matrix (rows: true class, columns: predicted class)", confusion(run)),
    section("Per class, one against the rest", classTable(run)),
    section("Most frequent confusions", confusions(run)),
    section("Worst classified (lowest probability of the true class)", worst(run)),
    section("Accuracy when the least certain are left to a person", rejection(run)),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function section(heading: string, body: string): string {
  return body === "" ? "" : `${heading}\n${body}`;
}

/** The one number with an interval that needs no resampling. */
function accuracyLine({ measurements }: MeasuredRun): string {
  const { accuracy, correctlyClassifiedExamples, misclassifiedExamples } = measurements;
  if (accuracy === null) return "Every test image is indeterminate: there is no accuracy.";
  const correct = correctlyClassifiedExamples.length;
  const total = correct + misclassifiedExamples.length;
  const { low, high } = wilsonInterval(correct, total);
  return `Accuracy ${percent(accuracy)} (${correct}/${total}), 95% interval ${percent(low)} to ${percent(high)}`;
}

function scalarsInTwoColumns({ measurements }: MeasuredRun): string {
  const cells = SCALAR_NAMES.map((name) => {
    const { title, unit } = describeProperty(name);
    return [title, formatValue(measurements[name], unit)] as const;
  });
  const half = Math.ceil(cells.length / 2);
  const rows = cells
    .slice(0, half)
    .map((left, i) => [...left, "", ...(cells[half + i] ?? ["", ""])]);
  return textTable(rows, { alignRight: [1, 4] });
}

function scalarsWithIntervals({ measurements, intervals }: MeasuredRun): string {
  const rows = SCALAR_NAMES.map((name) => {
    const { title, unit } = describeProperty(name);
    const interval = intervals?.[name] ?? null;
    const ends = interval ? [interval.low, interval.high] : [null, null];
    return [title, ...[measurements[name], ...ends].map((value) => formatValue(value, unit))];
  });
  const head = ["", "value", "95% from", "to"];
  return `${textTable([head, ...rows], { alignRight: [1, 2, 3] })}\nIntervals: Wilson, with the effective number of images; Newcombe for the ROC area. The other numbers have no interval that holds on small test sets.`;
}

function confusion({ measurements, classNames, columns }: MeasuredRun): string {
  const { confusionMatrix: counts, worstClasses } = measurements;
  return confusionText({ counts, classNames, worstClasses, columns });
}

const CLASS_COLUMNS = [
  ["images", "support"],
  ["precision", "precision"],
  ["recall", "recall"],
  ["F1", "f1Score"],
  ["MCC", "matthewsCorrelationCoefficient"],
  ["ROC area", "areaUnderROCCurve"],
  ["avg. prec.", "averagePrecision"],
] as const;

function classTable({ measurements, classNames }: MeasuredRun): string {
  const worst = measurements.worstClasses.slice(0, MAX_CLASSES);
  const shown = classNames.length <= MAX_CLASSES ? classNames.map((_, k) => k) : worst;
  const rows = shown.map((k) => [
    shorten(classNames[k]!, 16),
    ...CLASS_COLUMNS.map(([, name]) =>
      formatValue(measurements[name][k], describeProperty(name).unit),
    ),
  ]);
  const head = ["class", ...CLASS_COLUMNS.map(([heading]) => heading)];
  const table = textTable([head, ...rows], { alignRight: CLASS_COLUMNS.map((_, i) => i + 1) });
  return shown.length === classNames.length
    ? table
    : `${table}\nThe ${shown.length} classes of the lowest F1, of ${classNames.length}.`;
}

function confusions({ measurements, classNames }: MeasuredRun): string {
  const top = measurements.topConfusions.slice(0, MAX_EXAMPLES);
  return textTable(
    top.map(({ truth, predicted, count }) => [
      String(count),
      `${shorten(classNames[truth]!, 24)} taken for ${shorten(classNames[predicted]!, 24)}`,
    ]),
    { alignRight: [0] },
  );
}

function worst({ measurements, classNames, sources, truth, columns }: MeasuredRun): string {
  const wrong = new Set(measurements.misclassifiedExamples);
  const shown = measurements.worstClassifiedExamples.slice(0, MAX_EXAMPLES);
  const lines = textTable(
    shown.map((i) => {
      const decided = measurements.decisions[i];
      const taken = typeof decided === "number" ? `as ${classNames[decided]}` : "indeterminate";
      return [
        percent(measurements.probabilities[i]!),
        shorten(classNames[truth[i]!]!, 16),
        wrong.has(i) || typeof decided !== "number" ? shorten(taken, 19) : "right",
        "",
      ];
    }),
    { alignRight: [0] },
  ).split("\n");
  const used = Math.max(...lines.map((line) => stringWidth(line))) + 2;
  // The end of a path tells more than its beginning; a few characters of it tell nothing.
  const left = Math.max(MIN_SOURCE, columns - used);
  return lines
    .map((line, i) => `${padEnd(line, used)}${shortenStart(sources[shown[i]!]!, left)}`)
    .join("\n");
}

/** The points of the accuracy-rejection curve nearest to some round shares. */
function rejection({ measurements }: MeasuredRun): string {
  const curve = measurements.accuracyRejectionPlot;
  const points = [0, 0.1, 0.2, 0.3, 0.5].flatMap((share) => {
    const point = curve.findLast(({ rejectionRate }) => rejectionRate <= share + 1e-9);
    return point ? [point] : [];
  });
  const rows = [...new Set(points)].map(({ rejectionRate, threshold, accuracy }) => [
    percent(rejectionRate),
    percent(threshold),
    percent(accuracy),
  ]);
  return textTable([["left out", "below", "accuracy of the rest"], ...rows], {
    alignRight: [0, 1, 2],
  });
}

/** What is drawn of a confusion matrix. */
export interface ConfusionText {
  /** True class by predicted class. */
  readonly counts: readonly (readonly number[])[];
  readonly classNames: readonly string[];
  /** Class numbers, the ones to keep first where not all fit. */
  readonly worstClasses: readonly number[];
  /** Characters per line. */
  readonly columns: number;
}

const MAX_NAME = 18;
/** A column's name that is cut shorter than this tells less than its number. */
const MIN_HEAD = 8;
/** Share of the true class, in quarters. */
const SHADES = ["░", "▒", "▓", "█"];

/**
 * A confusion matrix in characters: true classes in rows, predicted ones in columns, each count shaded
 * by its share of its row. Where not all classes fit, the worst ones are shown, and it is said.
 */
export function confusionText(text: ConfusionText): string {
  const { counts, classNames, worstClasses, columns } = text;
  const most = counts.reduce((max, row) => Math.max(max, ...row), 0);
  const cell = String(most).length + 1;
  const nameWidth = Math.min(MAX_NAME, Math.max(...classNames.map((name) => stringWidth(name))));
  const numberWidth = String(classNames.length).length;
  const recallWidth = 9;
  const column = Math.max(cell, numberWidth) + 2;
  const room = columns - nameWidth - numberWidth - 1 - recallWidth;
  // A terminal too narrow for anything still gets one column.
  const fitting = Math.max(1, Math.floor(room / column));
  const all = classNames.map((_, k) => k);
  const shown =
    fitting >= all.length ? all : worstClasses.slice(0, fitting).toSorted((a, b) => a - b);
  const headWidth = Math.floor((columns - nameWidth - recallWidth) / shown.length) - 2;
  const withNames = headWidth >= Math.min(nameWidth, MIN_HEAD);
  const label = (k: number) => shorten(classNames[k]!, nameWidth);
  const head = shown.map((k) =>
    withNames ? shorten(classNames[k]!, Math.min(headWidth, nameWidth)) : String(k + 1),
  );
  const rows = restrictConfusion(counts, shown).map((row, i) => {
    const k = shown[i]!;
    const total = counts[k]!.reduce((sum, count) => sum + count, 0);
    const name = withNames ? label(k) : `${String(k + 1).padStart(numberWidth)} ${label(k)}`;
    const right = total === 0 ? null : row[i]! / total;
    return [name, ...row.map((count) => drawCell(count, total)), formatValue(right, "fraction")];
  });
  const table = textTable([["", ...head, "recall"], ...rows], {
    alignRight: [...head.keys(), head.length].map((i) => i + 1),
  });
  if (shown.length === all.length) return table;
  const which = shown.length === 1 ? "class" : `${shown.length} classes`;
  return `${table}\nThe ${which} of the lowest F1, of ${all.length}.`;
}

function drawCell(count: number, total: number): string {
  if (count === 0) return "· ";
  const shade = SHADES[Math.min(3, Math.floor((4 * count) / total))]!;
  return `${count}${shade}`;
}
