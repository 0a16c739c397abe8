import { percent } from "@graft/core/analysis/format";
import {
  COMPARED_PROPERTIES,
  describeProperty,
  type Measurements,
} from "@graft/core/analysis/metrics";
import type { RunComparison, SplitComparison } from "@graft/core/analysis/stats";
import { formatValue, shorten, textTable, UNDEFINED, wrap } from "../text-table.ts";
import { confusionText } from "./run-report.ts";

/** Runs on one split, compared and measured. */
export interface ComparisonText {
  readonly title: string;
  readonly comparison: RunComparison;
  /** By run, in the order of the scores. */
  readonly measurements: readonly Measurements[];
  readonly classNames: readonly string[];
  readonly columns: number;
}

/** Accuracies are printed above; the other measurements follow side by side, and `trainer measure` has all of them. */
const SIDE_BY_SIDE = COMPARED_PROPERTIES.map(({ name }) => name).filter(
  (name) => name !== "accuracy",
);

const MAX_NAME = 26;
/** Of two in one line. */
const PAIR_NAME = 16;

/** Scores, verdict, pairs, measurements and confusion matrices of runs on one split. */
export function comparisonReport(text: ComparisonText): string {
  const { title, comparison, columns } = text;
  return [
    title,
    scores(comparison),
    comparison.verdict.map((sentence) => wrap(sentence, columns)).join("\n"),
    pairs(comparison),
    sideBySide(text),
    ...matrices(text),
  ].join("\n\n");
}

function scores({ scores: runs }: RunComparison): string {
  const rows = runs.map(({ name, accuracy, correct, total, interval }) => [
    shorten(name, MAX_NAME),
    percent(accuracy),
    `${correct}/${total}`,
    formatRange(interval),
  ]);
  return textTable([["", "accuracy", "right", "95% interval (Wilson)"], ...rows], {
    alignRight: [1, 2],
  });
}

function pairs({ pairs: all }: RunComparison): string {
  const rows = all.map((pair) => [
    shorten(pair.nameB, PAIR_NAME),
    shorten(pair.nameA, PAIR_NAME),
    String(pair.onlyB),
    String(pair.onlyA),
    pair.interval ? formatPoints(pair.interval) : UNDEFINED,
    formatP(pair.correctedPValue),
  ]);
  const head = ["first", "second", "only 1st", "only 2nd", "difference 95%", "p"];
  const note = `Only 1st, 2nd: images that one alone got right. Difference in points, and p: exact McNemar test${all.length > 1 ? `, corrected for ${all.length} pairs (Holm)` : ""}.`;
  return `${textTable([head, ...rows], { alignRight: [2, 3, 5] })}\n${wrap(note, 80)}`;
}

function sideBySide({ comparison, measurements }: ComparisonText): string {
  const names = comparison.scores.map(({ name }) => name);
  // Runs in rows where there are many: their names are longer than their numbers.
  if (names.length <= 3) {
    const rows = SIDE_BY_SIDE.map((name) => [
      describeProperty(name).title,
      ...measurements.map((run) => formatValue(run[name], describeProperty(name).unit)),
    ]);
    return textTable([["", ...names.map((name) => shorten(name, PAIR_NAME))], ...rows], {
      alignRight: names.map((_, i) => i + 1),
    });
  }
  const rows = measurements.map((run, i) => [
    shorten(names[i]!, 18),
    ...SIDE_BY_SIDE.map((name) => formatValue(run[name], describeProperty(name).unit)),
  ]);
  const head = ["", "balanced", "F1", "MCC", "ROC area", "log-loss", "Brier", "ECE"];
  return textTable([head, ...rows], { alignRight: SIDE_BY_SIDE.map((_, i) => i + 1) });
}

function matrices({ comparison, measurements, classNames, columns }: ComparisonText): string[] {
  return measurements.map((run, i) => {
    const { confusionMatrix: counts, worstClasses } = run;
    const matrix = confusionText({ counts, classNames, worstClasses, columns });
    return `${comparison.scores[i]!.name} (rows: true class, columns: predicted class)\n${matrix}`;
  });
}

/** Methods over several splits. */
export function splitsReport(title: string, { scores, pairs, verdict }: SplitComparison): string {
  const methods = scores.map(({ name, accuracy }) => [
    name,
    percent(accuracy.mean),
    formatRange(accuracy.range),
    formatRange(accuracy),
  ]);
  const differences = pairs.map(({ nameA, nameB, difference, correctedPValue }) => [
    nameB,
    nameA,
    formatPoints(difference.range),
    formatPoints(difference),
    correctedPValue === null ? UNDEFINED : formatP(correctedPValue),
  ]);
  const accuracies = scores.map(({ accuracy }) => accuracy);
  const reasons = [...accuracies, ...pairs.map(({ difference }) => difference)].map(
    ({ unknown }) => unknown,
  );
  const why = [...new Set(reasons.filter((reason) => reason !== null))];
  const missing = why.length === 0 ? "" : ` ${UNDEFINED}: none, because ${why.join("; or ")}.`;
  const note = `Intervals and p allow for images that the splits share (Nadeau and Bengio, and the test images counted once each); p is corrected for all pairs (Holm).${missing}`;
  return [
    title,
    textTable([["", "mean accuracy", "lowest to highest", "95% interval"], ...methods], {
      alignRight: [1, 2],
    }),
    verdict.map((sentence) => wrap(sentence, 80)).join("\n"),
    textTable([["first", "second", "lowest to highest", "difference 95%", "p"], ...differences], {
      alignRight: [4],
    }),
    wrap(note, 80),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function formatRange({ low, high }: Ends): string {
  if (low === null || high === null) return UNDEFINED;
  return `${percent(low)} to ${percent(high)}`;
}

function formatPoints({ low, high }: Ends): string {
  if (low === null || high === null) return UNDEFINED;
  return `${withSign(low)} to ${withSign(high)}`;
}

function withSign(fraction: number): string {
  return `${fraction < 0 ? "-" : "+"}${(100 * Math.abs(fraction)).toFixed(1)}`;
}

/** Of an interval; null where it is not defined. */
interface Ends {
  readonly low: number | null;
  readonly high: number | null;
}

function formatP(p: number): string {
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}
