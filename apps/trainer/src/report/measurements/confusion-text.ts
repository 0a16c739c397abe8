import { restrictConfusion } from "@graft/core/analysis/metrics";
import { textTable } from "../text-table.ts";
import { formatValue, shorten } from "./format-value.ts";

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
  const nameWidth = Math.min(
    MAX_NAME,
    Math.max(...classNames.map((name) => Array.from(name).length)),
  );
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
