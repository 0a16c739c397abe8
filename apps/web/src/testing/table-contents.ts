import type { Table } from "@graft/core/analysis/table";

/** A table as objects, a row each. */
export async function tableContents({ columns, rows }: Table): Promise<Record<string, unknown>[]> {
  const contents: Record<string, unknown>[] = [];
  for await (const row of rows) {
    contents.push(Object.fromEntries(columns.map((name, i) => [name, row[i]])));
  }
  return contents;
}
