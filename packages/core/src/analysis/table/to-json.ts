import type { CellValue, Table } from "./table.ts";

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
  // JSON.stringify makes null of NaN and of the infinities, which are no values of a measurement either.
  return JSON.stringify(Object.fromEntries(columns.map((name, i) => [name, row[i] ?? null])));
}
