import type { DbClient } from "../open-db.ts";

/** Values per statement, below SQLite's limit of 32,766. */
const MOST_VALUES = 30_000;

type Value = string | number | Date;

/**
 * Inserts many rows with few statements; three times as fast as `createMany`, which matters where a run
 * logs twenty values a step.
 *
 * @param table Name of a table, and `columns` of its columns: never from outside.
 * @param rows Each with one value per column.
 */
export async function insertRows(
  tx: DbClient,
  { table, columns }: { table: string; columns: readonly string[] },
  rows: readonly (readonly Value[])[],
): Promise<void> {
  const tuple = `(${columns.map(() => "?").join(", ")})`;
  const names = columns.map((column) => `"${column}"`).join(", ");
  const perStatement = Math.floor(MOST_VALUES / columns.length);
  for (let start = 0; start < rows.length; start += perStatement) {
    const chunk = rows.slice(start, start + perStatement);
    const tuples = chunk.map(() => tuple).join(", ");
    const sql = `INSERT INTO "${table}" (${names}) VALUES ${tuples}`;
    await tx.$executeRawUnsafe(sql, ...chunk.flat().map(toStored));
  }
}

/** A time as Prisma writes it, so that both kinds of row compare. */
function toStored(value: Value): string | number {
  return value instanceof Date ? value.toISOString().replace("Z", "+00:00") : value;
}
