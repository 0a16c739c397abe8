import type Database from "libsql";

/** Rows of a statement, column by position; integers as numbers, blobs as array buffers. */
export interface SqlResult {
  readonly columns: string[];
  readonly columnTypes: string[];
  readonly rows: unknown[][];
  readonly rowsAffected: number;
}

/** Prepares, binds and runs one statement. */
export function runStatement(
  database: Database.Database,
  sql: string,
  args: readonly unknown[],
): SqlResult {
  const statement = database.prepare(sql);
  statement.safeIntegers(true);
  const values = args.map(toSql);
  if (!returnsRows(statement)) {
    const { changes } = statement.run(values);
    return { columns: [], columnTypes: [], rows: [], rowsAffected: changes };
  }
  const columns = statement.columns();
  const rows = statement.all(values) as unknown[][];
  return {
    columns: columns.map(({ name }) => name),
    columnTypes: columns.map(({ type }) => type ?? ""),
    rows: rows.map((row) => row.map(fromSql)),
    rowsAffected: 0,
  };
}

/** Asks for rows as arrays, which libsql refuses for a statement that has none. */
function returnsRows(statement: Database.Statement): boolean {
  try {
    statement.raw(true);
    return true;
  } catch {
    return false;
  }
}

function toSql(value: unknown): unknown {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof Date) return value.valueOf();
  if (value instanceof ArrayBuffer) return Buffer.from(value);
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.length);
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new RangeError(`SQLite has no ${value}: only finite numbers can be stored`);
  }
  return value;
}

function fromSql(value: unknown): unknown {
  if (typeof value === "bigint") {
    const number = Number(value);
    if (!Number.isSafeInteger(number)) throw new RangeError(`The integer ${value} is too large`);
    return number;
  }
  // A copy: a small buffer may share its memory with others.
  if (value instanceof Uint8Array) return new Uint8Array(value).buffer;
  return value;
}
