import { isUtf8 } from "node:buffer";
import type Database from "libsql";

/** Rows of a statement, column by position; integers as numbers, blobs as array buffers. */
export interface SqlResult {
  readonly columns: string[];
  readonly columnTypes: string[];
  readonly rows: unknown[][];
  readonly rowsAffected: number;
}

/** A stored value that Graft cannot have written: the file is damaged. */
export class DamagedValue extends Error {
  override readonly name = "DamagedValue";
}

/** Prepares, binds and runs one statement. @throws {DamagedValue} for a value that cannot be read. */
export function runStatement(
  database: Database.Database,
  sql: string,
  args: readonly unknown[],
): SqlResult {
  const values = args.map(toSql);
  const shape = shapeOf(database, sql);
  const statement = database.prepare(shape.sql);
  statement.safeIntegers(true);
  const { columns, columnTypes } = shape;
  if (!shape.returnsRows) {
    const { changes } = statement.run(values);
    return { columns, columnTypes, rows: [], rowsAffected: changes };
  }
  statement.raw(true);
  const rows = statement.all(values) as unknown[][];
  return {
    columns,
    columnTypes,
    rows: rows.map((row) => row.map((value, i) => fromSql(value, columnTypes[i]!))),
    rowsAffected: 0,
  };
}

interface Shape {
  /** What is run instead: the same rows, with text that libsql can read. */
  readonly sql: string;
  readonly returnsRows: boolean;
  readonly columns: string[];
  readonly columnTypes: string[];
}

const shapes = new WeakMap<Database.Database, Map<string, Shape>>();
/** Statements to remember; Prisma writes the same few again and again. */
const MOST_SHAPES = 400;
/** One that lists its values is not seen again. */
const LONGEST_SQL = 4000;

function shapeOf(database: Database.Database, sql: string): Shape {
  const known = shapes.get(database) ?? new Map<string, Shape>();
  shapes.set(database, known);
  const shape = known.get(sql) ?? readShape(database, sql);
  if (sql.length <= LONGEST_SQL && known.size < MOST_SHAPES) known.set(sql, shape);
  return shape;
}

function readShape(database: Database.Database, sql: string): Shape {
  const statement = database.prepare(sql);
  if (!returnsRows(statement)) return { sql, returnsRows: false, columns: [], columnTypes: [] };
  const described = statement.columns();
  const columnTypes = described.map(({ type }) => type ?? "");
  return {
    sql: withSafeText(sql, columnTypes),
    returnsRows: true,
    columns: described.map(({ name }) => name),
    columnTypes,
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

const QUERY = /^\s*(?:SELECT|WITH)\b/i;
const RETURNING = /^([\s\S]*\bRETURNING\s+)(`\w+` AS `\w+`(?:,\s*`\w+` AS `\w+`)*)\s*$/;

/**
 * The statement with every text that libsql cannot read given in hex, after a mark. libsql ends the whole process
 * at text that is not UTF-8 (one flipped bit is enough), and cuts text off at a NUL. SQLite's regular expressions
 * read each invalid sequence as U+FFFD, which makes them the one check of UTF-8 that SQL has.
 */
function withSafeText(sql: string, columnTypes: readonly string[]): string {
  const returning = RETURNING.exec(sql);
  if (returning) {
    const [, before, list] = returning;
    return (
      before +
      list!.replaceAll(/(`\w+`) AS (`\w+`)/g, (_, column, name) => `${safeText(column)} AS ${name}`)
    );
  }
  // A PRAGMA says something of the schema, which was checked when the file was opened.
  if (!QUERY.test(sql)) return sql;
  const names = columnTypes.map((_, i) => `c${i}`);
  const values = names.map((name, i) =>
    columnTypes[i] === "BLOB" ? `CAST(${name} AS BLOB)` : safeText(name),
  );
  const query = sql.replace(/;\s*$/, "");
  return `WITH "read"(${names.join(", ")}) AS (${query}\n) SELECT ${values.join(", ")} FROM "read"`;
}

/** Begins a text that is given in hex; text that holds it is given so, too. */
const MARK = "\uffff";

/** `column`, or its bytes in hex. The brackets keep SQLite from a plain search for the character. */
function safeText(column: string): string {
  return `CASE WHEN typeof(${column}) = 'text' AND (${column} REGEXP '[\\ufffd\\uffff]' OR instr(${column}, char(0)) > 0) THEN char(65535) || hex(${column}) ELSE ${column} END`;
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

function fromSql(value: unknown, type: string): unknown {
  if (typeof value === "bigint") {
    const number = Number(value);
    if (!Number.isSafeInteger(number)) throw new DamagedValue(`The integer ${value} is too large`);
    return number;
  }
  if (typeof value === "string" && value.startsWith(MARK)) return decode(value.slice(MARK.length));
  if (type === "DATETIME" && typeof value === "string" && Number.isNaN(Date.parse(value))) {
    throw new DamagedValue("A stored time is none");
  }
  if (!(value instanceof Uint8Array)) return value;
  if (type !== "BLOB" && type !== "") throw new DamagedValue(`A blob in a column of ${type}`);
  // A copy: a small buffer may share its memory with others.
  return new Uint8Array(value).buffer;
}

function decode(hex: string): string {
  const bytes = Buffer.from(hex, "hex");
  if (!isUtf8(bytes)) throw new DamagedValue("A stored text is not UTF-8");
  return bytes.toString("utf8");
}
