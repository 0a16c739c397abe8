import type { CellValue, Table } from "./table.ts";

/**
 * The lines of a table as CSV (RFC 4180): names first, CRLF, quotes where they are needed; numbers in full
 * precision, nothing where a value is not defined. The text is to be sent as UTF-8.
 */
export async function* toCsv({ columns, rows }: Table): AsyncGenerator<string> {
  yield csvLine(columns);
  for await (const row of rows) yield csvLine(row);
}

function csvLine(cells: readonly CellValue[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(value: CellValue): string {
  if (value === null || (typeof value === "number" && !Number.isFinite(value))) return "";
  if (typeof value !== "string") return String(value);
  const text = defuse(value);
  return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Text that a spreadsheet would run as a formula gets an apostrophe before it, which makes it text. Not only
 * at the start: a spreadsheet that takes another separator for the comma starts a cell in the midst of the text.
 *
 * Source: OWASP, "CSV Injection" (the wide characters are the same signs in East Asian spreadsheets).
 */
function defuse(text: string): string {
  return text.replaceAll(/^(?=[\t\r\n])|(?<=^|[;\t\r\n])(?=[=+\-@＝＋－＠])/g, "'");
}
