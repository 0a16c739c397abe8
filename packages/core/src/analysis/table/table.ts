/** A cell of an exported table; null where it is not defined. */
export type CellValue = string | number | boolean | null;

/** A column's name and its cells, row by row. */
export type Column<Row> = readonly [name: string, value: (row: Row) => CellValue];

type Rows<Row> = Iterable<Row> | AsyncIterable<Row>;

/** A table for other programs. Its rows may come one after the other, as a long one is read. */
export interface Table {
  /** Each name once. */
  readonly columns: readonly string[];
  /** As many cells as there are columns. */
  readonly rows: Rows<readonly CellValue[]>;
}

/** The table that these columns make of these rows; of columns with one name the first counts. */
export function tableOf<Row>(rows: Rows<Row>, columns: readonly Column<Row>[]): Table {
  const byName = new Map<string, Column<Row>[1]>();
  for (const [name, value] of columns) if (!byName.has(name)) byName.set(name, value);
  const values = [...byName.values()];
  return { columns: [...byName.keys()], rows: cellsOf(rows, values) };
}

async function* cellsOf<Row>(
  rows: Rows<Row>,
  values: readonly Column<Row>[1][],
): AsyncGenerator<readonly CellValue[]> {
  for await (const row of rows) yield values.map((value) => value(row));
}

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

/** The pieces of a table as JSON: a list of objects, a row to a line; null where a value is not defined. */
export async function* toJson({ columns, rows }: Table): AsyncGenerator<string> {
  let before = "[\n";
  for await (const row of rows) {
    yield before + jsonRow(columns, row);
    before = ",\n";
  }
  yield before === "[\n" ? "[]\n" : "\n]\n";
}

function jsonRow(columns: readonly string[], row: readonly CellValue[]): string {
  // JSON.stringify makes null of NaN and of the infinities, which a measurement never has.
  return JSON.stringify(Object.fromEntries(columns.map((name, i) => [name, row[i] ?? null])));
}
