import type { Connection } from "../connection/connection.ts";

/** A table of the schema, as SQLite describes it. */
export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  /** Whether rows have a number of their own, by which they can be skipped. */
  readonly hasRowid: boolean;
}

export interface Column {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
}

export interface CopiedRows {
  readonly saved: number;
  /** Rows that were found, and could not be read or were not what their columns hold. */
  readonly lost: number;
  /** Places where an unknown number of rows could not even be found. */
  readonly gaps: number;
}

type Row = unknown[];

/** Columns that hold JSON, and what stands for one that cannot be read; null drops the row. */
const JSON_COLUMNS: Readonly<Record<string, string | null>> = {
  "Experiment.config": "{}",
  "Run.config": "{}",
  "Run.environment": "{}",
  "RunEvent.payload": null,
  "Prediction.probabilities": null,
};
const SOME_TIME = "1970-01-01T00:00:00.000+00:00";
/** Rows read and written at a time. */
const CHUNK = 100;
/** No row of Graft has a higher number. */
const LAST_ROWID = 2 ** 40;

/** Copies every row of a table that can be read and fits its columns; what cannot is stepped over. */
export async function copyRows(
  source: Connection,
  target: Connection,
  table: Table,
): Promise<CopiedRows> {
  let [saved, lost, gaps] = [0, 0, 0];
  const insert = insertStatement(table);
  async function store(rows: readonly Row[]): Promise<void> {
    for (const row of rows) {
      const sound = soundRow(row, table);
      const { rowsAffected } = sound ? await target.execute(insert, sound) : { rowsAffected: 0 };
      if (rowsAffected > 0) saved += 1;
      else lost += 1;
    }
  }
  if (!table.hasRowid) {
    const rows = await readWithoutRowid(source, table);
    gaps += rows.complete ? 0 : 1;
    await store(rows.rows);
    return { saved, lost, gaps };
  }
  const read = `SELECT rowid, ${names(table)} FROM "${table.name}" NOT INDEXED WHERE rowid >= ? ORDER BY rowid LIMIT ?`;
  for (let next = Number.MIN_SAFE_INTEGER; next <= LAST_ROWID; ) {
    const chunk =
      (await attempt(source, read, [next, CHUNK])) ?? (await attempt(source, read, [next, 1]));
    if (chunk) {
      await store(chunk.map((row) => row.slice(1)));
      if (chunk.length === 0) break;
      next = Number(chunk.at(-1)?.[0]) + 1;
      continue;
    }
    // The row cannot be read: step over it, or over all that cannot be found.
    const found = await attempt(
      source,
      `SELECT rowid FROM "${table.name}" NOT INDEXED WHERE rowid >= ? ORDER BY rowid LIMIT ?`,
      [next, 1],
    );
    if (found) {
      lost += 1;
      next = Number(found[0]?.[0]) + 1;
    } else {
      gaps += 1;
      next = await skipGap(source, table, Math.max(next, 0));
    }
  }
  return { saved, lost, gaps };
}

/** The first number from which on rows can be found again. */
async function skipGap(source: Connection, { name }: Table, from: number): Promise<number> {
  const sql = `SELECT rowid FROM "${name}" NOT INDEXED WHERE rowid >= ? ORDER BY rowid LIMIT 1`;
  const isReadable = async (start: number) => (await attempt(source, sql, [start])) !== null;
  let step = 1;
  while (from + step <= LAST_ROWID && !(await isReadable(from + step))) step *= 2;
  let [bad, good] = [from + Math.floor(step / 2), from + step];
  while (good - bad > 1) {
    const middle = Math.floor((bad + good) / 2);
    if (await isReadable(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

/** Rows in the order of their key, from both ends: damage in the middle hides neither. */
async function readWithoutRowid(
  source: Connection,
  table: Table,
): Promise<{ rows: Row[]; complete: boolean }> {
  const key = table.columns.slice(0, 3).map(({ name }) => `"${name}"`);
  const ends: Row[][] = [];
  for (const order of ["ASC", "DESC"]) {
    const sql = `SELECT ${names(table)} FROM "${table.name}" ORDER BY ${key.map((column) => `${column} ${order}`).join(", ")} LIMIT ? OFFSET ?`;
    const rows: Row[] = [];
    for (;;) {
      const chunk = await attempt(source, sql, [CHUNK, rows.length]);
      if (chunk) rows.push(...chunk);
      if (chunk?.length === CHUNK) continue;
      if (chunk) return { rows, complete: true };
      break;
    }
    ends.push(rows);
  }
  return { rows: ends.flat(), complete: false };
}

/** The rows of a query; null where it meets damage. */
async function attempt(source: Connection, sql: string, args: unknown[]): Promise<Row[] | null> {
  try {
    return (await source.execute(sql, args)).rows;
  } catch {
    return null;
  }
}

/** The row as it can be stored; null if it holds what Graft would not have written. */
function soundRow(row: Row, { name, columns }: Table): Row | null {
  const sound: Row = [];
  for (const [i, column] of columns.entries()) {
    const value = soundValue(row[i], column, `${name}.${column.name}`);
    if (value === undefined) return null;
    sound.push(value);
  }
  return sound;
}

/** Undefined where no value can be given. */
function soundValue(value: unknown, { type, required }: Column, place: string): unknown {
  if (value === null || value === undefined) return required ? undefined : null;
  switch (type) {
    case "INTEGER":
      return Number.isSafeInteger(value) ? value : required ? undefined : null;
    case "REAL":
      return Number.isFinite(value) ? value : required ? undefined : null;
    case "BLOB":
      return value instanceof ArrayBuffer ? value : undefined;
    case "DATETIME":
      if (!Number.isNaN(new Date(value as string | number).getTime())) return value;
      return required ? SOME_TIME : null;
    default: {
      if (typeof value !== "string") return required ? undefined : null;
      const instead = JSON_COLUMNS[place];
      return instead === undefined || isJson(value) ? value : (instead ?? undefined);
    }
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function names({ columns }: Table): string {
  return columns.map(({ name }) => `"${name}"`).join(", ");
}

function insertStatement(table: Table): string {
  return `INSERT OR IGNORE INTO "${table.name}" (${names(table)}) VALUES (${table.columns.map(() => "?").join(", ")})`;
}
