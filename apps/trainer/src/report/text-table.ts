import { percent } from "@graft/core/analysis/format";
import type { PropertyUnit } from "@graft/core/analysis/metrics";
import stringWidth from "string-width";

/**
 * Rows of equal length as text, each column as wide as its widest cell. Widths are columns of the terminal: a Chinese
 * character and an emoji take two, a combining accent and a colour code none.
 *
 * @param alignRight Columns, from 0, whose cells end at the same place: numbers.
 */
export function textTable(
  rows: readonly (readonly string[])[],
  { alignRight = [] }: { readonly alignRight?: readonly number[] } = {},
): string {
  const widths =
    rows[0]?.map((_, column) =>
      rows.reduce((width, row) => Math.max(width, stringWidth(row[column]!)), 0),
    ) ?? [];
  const right = new Set(alignRight);
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          right.has(column) ? padStart(cell, widths[column]!) : padEnd(cell, widths[column]!),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Fills a text with spaces to a width in columns of the terminal. */
export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - stringWidth(text)));
}

/** The same, with the spaces in front. */
function padStart(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - stringWidth(text))) + text;
}

/** Breaks a sentence into lines of at most `columns` columns of the terminal, between words. */
export function wrap(text: string, columns: number): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && stringWidth(line) + 1 + stringWidth(word) > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join("\n");
}

/** What is not defined is shown as a dash, never as 0. */
export const UNDEFINED = "–";

/** A measured number for reading. */
export function formatValue(value: number | null | undefined, unit: PropertyUnit): string {
  if (value === null || value === undefined) return UNDEFINED;
  switch (unit) {
    case "fraction":
      return percent(value);
    case "count":
      return value.toLocaleString("en");
    case "seconds":
      return `${formatReal(value)} s`;
    case "nats":
    case "number":
    case "none":
      return formatReal(value);
  }
}

/** Three decimals; beyond what they can show, a power of ten. */
export function formatReal(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.0005 || size >= 1e6)) return value.toExponential(1);
  return value.toFixed(3);
}

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Cuts a name that is too wide for its column, between characters as people see them. */
export function shorten(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = "";
  for (const { segment } of segmenter.segment(text)) {
    if (stringWidth(kept + segment) > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** The same, from the left. */
export function shortenStart(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = "";
  for (const { segment } of Array.from(segmenter.segment(text)).reverse()) {
    if (stringWidth(segment + kept) > width - 1) break;
    kept = segment + kept;
  }
  return `…${kept}`;
}
