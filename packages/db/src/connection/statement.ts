import { isUtf8 } from "node:buffer";
import { setTimeout as delay } from "node:timers/promises";
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

const SQLITE_BUSY = 5;
/** A wait longer than this, in milliseconds, is told. */
const WORTH_A_WORD = 2000;

/** How a program waits for another one that is writing. */
export interface Patience {
  /** In milliseconds; asked again all the time, so that a signal can end it. */
  readonly limit: () => number;
  /** Called once in a long wait. */
  readonly onWait?: (() => void) | undefined;
}

/** @param limit In milliseconds, or a function that gives them. */
export function toPatience(limit: number | (() => number) = 15_000, onWait?: () => void): Patience {
  return { limit: typeof limit === "number" ? () => limit : limit, onWait };
}

/**
 * Runs `operation` again while SQLite says that another connection is writing.
 *
 * SQLite's own busy timeout sleeps inside the process: heartbeats, Ctrl-C and page requests would
 * wait with it, and two connections of one process would wait for each other for good.
 *
 * @param patience How long to keep trying; then SQLite's error is thrown.
 */
export async function retryWhileBusy<T>(operation: () => T, patience: Patience): Promise<T> {
  const started = performance.now();
  let told = false;
  for (let attempt = 1; ; attempt++) {
    const waited = performance.now() - started;
    try {
      return operation();
    } catch (error) {
      const code = sqliteCode(error);
      // The low byte: BEGIN IMMEDIATE itself can meet SQLITE_BUSY_SNAPSHOT, when another process commits
      // between its look at the log and its lock.
      const busy = code !== null && (code & 0xff) === SQLITE_BUSY;
      if (!busy || waited >= patience.limit()) throw error;
    }
    if (!told && waited > WORTH_A_WORD) {
      told = true;
      patience.onWait?.();
    }
    // Random, so that two waiting processes do not stay in step; most locks last a few milliseconds.
    const longest = attempt < 100 ? Math.min(20, 2 * attempt) : 250;
    await delay(1 + Math.random() * longest);
  }
}

/**
 * The SQLite result code behind an error of the driver, the adapter or Prisma; null if there is none.
 *
 * The low byte is the primary code (5 busy, 8 read-only, 10 I/O, 11 corrupt, 13 full, 14 cannot open, 26 no database).
 */
export function sqliteCode(error: unknown): number | null {
  // A chain, not a tree: Prisma keeps the adapter's error in `meta` or `cause`, the adapter the driver's fields.
  for (let current = error, depth = 0; isRecord(current) && depth < 8; depth++) {
    if (typeof current.rawCode === "number") return current.rawCode;
    if (typeof current.extendedCode === "number") return current.extendedCode;
    if (typeof current.originalCode === "string") return Number(current.originalCode);
    const opened = /Unable to open connection to local database .*: (\d+)"?\)/.exec(
      String(current.message),
    );
    if (opened) return Number(opened[1]);
    const meta = isRecord(current.meta) ? current.meta.driverAdapterError : undefined;
    current = meta ?? current.cause;
  }
  return null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
