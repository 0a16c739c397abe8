/** What stands in a cell of a table that leaves Graft; null where it is not defined. */
export type CellValue = string | number | boolean | null;

/** A column's name and what stands in it, row by row. */
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
