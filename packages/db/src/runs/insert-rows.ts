import type { DbClient } from "../open-db.ts";

/** Values per statement, below SQLite's limit of 32,766. */
const MOST_VALUES = 30_000;

type Value = string | number | Date;

/** Where rows go; none of it ever comes from outside. */
export interface InsertTarget {
  readonly table: string;
  readonly columns: readonly string[];
  /** What to do with a row that is there already. */
  readonly conflict?: string;
}

/**
 * Inserts many rows with few statements; three times as fast as `createMany`, which matters where a run
 * logs twenty values a step.
 *
 * @param rows Each with one value per column.
 */
export async function insertRows(
  tx: DbClient,
  { table, columns, conflict = "" }: InsertTarget,
  rows: readonly (readonly Value[])[],
): Promise<void> {
  const tuple = `(${columns.map(() => "?").join(", ")})`;
  const names = columns.map((column) => `"${column}"`).join(", ");
  const perStatement = Math.floor(MOST_VALUES / columns.length);
  for (let start = 0; start < rows.length; start += perStatement) {
    const chunk = rows.slice(start, start + perStatement);
    const tuples = chunk.map(() => tuple).join(", ");
    const sql = `INSERT INTO "${table}" (${names}) VALUES ${tuples} ${conflict}`;
    await tx.$executeRawUnsafe(sql, ...chunk.flat().map(toStored));
  }
}

/** A time as Prisma writes it, so that both kinds of row compare. */
function toStored(value: Value): string | number {
  return value instanceof Date ? value.toISOString().replace("Z", "+00:00") : value;
}
