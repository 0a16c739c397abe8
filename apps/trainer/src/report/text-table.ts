import { percent } from "@graft/core/analysis/format";
import type { PropertyUnit } from "@graft/core/analysis/metrics";

/**
 * Rows of equal length as text, each column as wide as its widest cell.
 *
 * @param alignRight Columns, from 0, whose cells end at the same place: numbers.
 */
export function textTable(
  rows: readonly (readonly string[])[],
  { alignRight = [] }: { readonly alignRight?: readonly number[] } = {},
): string {
  const widths =
    rows[0]?.map((_, column) =>
      rows.reduce((width, row) => Math.max(width, row[column]!.length), 0),
    ) ?? [];
  const right = new Set(alignRight);
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          right.has(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Breaks a sentence into lines of at most `columns` characters, between words. */
export function wrap(text: string, columns: number): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > columns) {
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

/** Cuts a name that is too long for its column. */
export function shorten(text: string, width: number): string {
  const characters = Array.from(text);
  return characters.length <= width ? text : `${characters.slice(0, width - 1).join("")}…`;
}

/** The same, from the left. */
export function shortenStart(text: string, width: number): string {
  const characters = Array.from(text);
  return characters.length <= width ? text : `…${characters.slice(1 - width).join("")}`;
}
