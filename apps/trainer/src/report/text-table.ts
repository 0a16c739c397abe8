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
