import { existsSync } from "node:fs";
import { copyFile, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { AppError } from "@graft/core/contract/errors";
import { Connection } from "../connection/connection.ts";
import { MIGRATIONS } from "../generated/migrations.ts";
import { checkSchema } from "../migrations/history.ts";
import { isCurrent, migrate } from "../migrations/migrate.ts";
import { partialName } from "../partial-files.ts";
import { BLOCK_SIZE } from "../runs/apply-event.ts";
import { readSums } from "../seal/page-sums.ts";
import { hasEmptyLog, withFile } from "../seal/seal.ts";
import { type Column, copyRows, type Table } from "./copy-rows.ts";
import { repairPages } from "./repair-pages.ts";

export interface Salvage {
  /** `sound`: there was nothing to do. `repaired`: every bit is back. `copied`: what could be read. */
  readonly outcome: "sound" | "repaired" | "copied";
  /** Where the damaged file went; null if the file was sound. */
  readonly kept: string | null;
  /** Pages with more damage than could be undone: what was on them is gone, without a count of its rows. */
  readonly lostPages: number;
  /** Rows saved and lost, by table; empty unless copied. */
  readonly tables: readonly { table: string; saved: number; lost: number; gaps: number }[];
}

/** Parents before their children. MetricBlock follows from Metric. */
const TABLES = [
  "Dataset",
  "Label",
  "ImageContent",
  "Image",
  "NearDuplicate",
  "Split",
  "SplitMember",
  "Experiment",
  "Run",
  "RunEvent",
  "Metric",
  "Prediction",
  "Artifact",
  "Tag",
  "Note",
  "SavedView",
];

/**
 * Makes a sound database of a damaged one and puts it in its place; the damaged one is kept beside it.
 *
 * Where the file has its seal, damage of one byte a page is undone. Otherwise every row that can still be read and
 * holds what its columns may hold goes into a new database.
 *
 * @throws {AppError} DATABASE_CORRUPT if nothing can be read any more; DISK_FULL, OUTPUT_NOT_WRITABLE. The file is then as
 *   it was.
 */
export async function salvageDatabase(file: string): Promise<Salvage> {
  const work = partialName(file);
  const made = `${work}.new`;
  try {
    const pages = await copyRepaired(file, work);
    const { lostPages } = pages;
    if (lostPages === 0 && (await isSound(work))) {
      if (!pages.changed) return { outcome: "sound", kept: null, lostPages, tables: [] };
      return { outcome: "repaired", kept: await replace(file, work), lostPages, tables: [] };
    }
    await migrate({ path: made, migrations: MIGRATIONS });
    await restoreSchema(work, made);
    const tables = await copyTables(work, made).catch((error: unknown) => {
      throw error instanceof AppError ? error : unreadable(file, error);
    });
    if (tables.every(({ saved }) => saved === 0)) throw unreadable(file);
    return { outcome: "copied", kept: await replace(file, made), lostPages, tables };
  } finally {
    for (const base of [work, made]) {
      for (const suffix of ["", "-wal", "-shm"]) await rm(base + suffix, { force: true });
    }
  }
}

/** Puts a copy of the database, with its log, at `target`, damage undone as far as the seal says how. */
async function copyRepaired(
  file: string,
  target: string,
): Promise<{ changed: boolean; lostPages: number }> {
  // A log that was not written back belongs to pages that the sums do not know.
  const sums = hasEmptyLog(file) ? await withFile(file, async (fd) => readSums(fd)) : null;
  // Not while it is open here: reading and closing it would end SQLite's locks. Recovering is a command of its own.
  const bytes = await readFile(file);
  if (bytes.length === 0) throw unreadable(file);
  let changed = false;
  let lostPages = 0;
  if (sums) {
    const { repaired, lost } = repairPages(bytes, sums);
    for (const page of lost)
      blank(bytes.subarray((page - 1) * sums.pageSize, page * sums.pageSize));
    changed = repaired.length > 0;
    lostPages = lost.length;
  } else {
    changed = restoreHeader(bytes);
  }
  const copy = await open(target, "wx", 0o600);
  try {
    await copy.writeFile(bytes);
    await copy.sync();
  } finally {
    await copy.close();
  }
  if (!sums && existsSync(`${file}-wal`)) await copyFile(`${file}-wal`, `${target}-wal`);
  return { changed, lostPages };
}

/** Types of a leaf of a table and of an index; others hold the way to other pages. */
const LEAVES: ReadonlySet<number | undefined> = new Set([0x0d, 0x0a]);

/** Empties a page whose content is wrong: rows that are lost are better than rows that are wrong. */
function blank(page: Buffer): void {
  const type = page[0];
  if (type === 0x05 || type === 0x02 || page.subarray(0, 6).toString("latin1") === "SQLite") return;
  page.fill(0);
  if (!LEAVES.has(type)) return;
  page[0] = type!;
  page.writeUInt16BE(page.length % 65_536, 5);
}

/** The header of every database that Graft makes. */
const PAGE_SIZE = 4096;
const HEADER: readonly (readonly [offset: number, bytes: readonly number[]])[] = [
  [0, [...Buffer.from("SQLite format 3\0")]],
  [16, [0x10, 0, 2, 2, 0, 64, 32, 32]],
  [44, [0, 0, 0, 4]],
  [56, [0, 0, 0, 1]],
];

/** @returns Whether anything was changed. */
function restoreHeader(bytes: Buffer): boolean {
  const before = Buffer.from(bytes.subarray(0, 100));
  for (const [offset, values] of HEADER) Buffer.from(values).copy(bytes, offset);
  return !before.equals(bytes.subarray(0, 100));
}

/** True if all of a database can be read, and SQLite finds nothing wrong with it. */
async function isSound(file: string): Promise<boolean> {
  let connection: Connection | null = null;
  try {
    connection = new Connection(file);
    if (!(await isCurrent(connection, MIGRATIONS))) return false;
    await checkSchema(connection, MIGRATIONS);
    const { rows } = await connection.execute(
      "SELECT integrity_check FROM pragma_integrity_check(1)",
    );
    if (rows[0]?.[0] !== "ok") return false;
    for (const name of TABLES) await connection.execute(`SELECT * FROM "${name}"`);
    return true;
  } catch {
    return false;
  } finally {
    connection?.close();
  }
}

/**
 * Gives a file whose tables are not found any more those of a new database: one that was not brought up from an
 * earlier version has them in the same places.
 */
async function restoreSchema(file: string, fresh: string): Promise<void> {
  if (await hasSchema(file)) return;
  const model = new Connection(fresh);
  const { rows } = await model.execute("SELECT pageno FROM dbstat WHERE name = 'sqlite_schema'");
  model.close();
  const [bytes, right] = [await readFile(file), await readFile(fresh)];
  for (const [page] of rows) {
    const start = (Number(page) - 1) * PAGE_SIZE;
    // The first page begins with the header of the file.
    right.copy(bytes, Math.max(start, 100), Math.max(start, 100), start + PAGE_SIZE);
  }
  await writeFile(file, bytes);
}

async function hasSchema(file: string): Promise<boolean> {
  let connection: Connection | null = null;
  try {
    connection = new Connection(file, { readOnly: true });
    await checkSchema(connection, MIGRATIONS);
    return true;
  } catch {
    return false;
  } finally {
    connection?.close();
  }
}

async function copyTables(file: string, target: string): Promise<Salvage["tables"]> {
  const into = new Connection(target);
  let from: Connection | null = null;
  try {
    from = new Connection(file, { readOnly: true });
    await from.readSchema();
    await into.command("PRAGMA foreign_keys = OFF");
    await into.begin();
    const counts = [];
    for (const name of TABLES) {
      const table = await describeTable(into, name);
      counts.push({ table: name, ...(await copyRows(from, into, table)) });
    }
    await joinRows(into);
    await into.commit();
    await into.command("PRAGMA journal_mode = WAL");
    return counts;
  } finally {
    if (into.inTransaction) await into.rollback();
    from?.close();
    into.close();
  }
}

async function describeTable(connection: Connection, name: string): Promise<Table> {
  const { rows } = await connection.execute(
    `SELECT name, type, "notnull", pk FROM pragma_table_info('${name}')`,
  );
  const columns = rows.map(
    ([column, type, required, key]): Column => ({
      name: String(column),
      type: String(type),
      required: required === 1 || key !== 0,
    }),
  );
  const { rows: lists } = await connection.execute(
    `SELECT wr FROM pragma_table_list('${name}') WHERE schema = 'main'`,
  );
  return { name, columns, hasRowid: lists[0]?.[0] !== 1 };
}

/** Rows that refer to something lost go with it; a preview that is lost costs the image nothing but its preview. */
async function joinRows(into: Connection): Promise<void> {
  await into.execute(
    `INSERT INTO ImageContent (hash, width, height, bytes, preview, previewSide)
     SELECT DISTINCT hash, 1, 1, 0, x'', 0 FROM Image WHERE hash NOT IN (SELECT hash FROM ImageContent)`,
  );
  for (const name of TABLES) {
    const { rows } = await into.execute(
      `SELECT "table", "from", "to" FROM pragma_foreign_key_list('${name}')`,
    );
    for (const [parent, column, key] of rows as string[][]) {
      await into.execute(
        `DELETE FROM "${name}" WHERE "${column}" NOT IN (SELECT "${key}" FROM "${parent}")`,
      );
    }
  }
  await into.execute(
    `INSERT INTO MetricBlock (runId, key, block, count, sum, low, high)
     SELECT runId, key, step / ${BLOCK_SIZE}, count(*), sum(value), min(value), max(value)
     FROM Metric GROUP BY runId, key, step / ${BLOCK_SIZE}`,
  );
}

/** @returns Where the old file went. */
async function replace(file: string, by: string): Promise<string> {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const kept = `${file}.damaged-${time}`;
  for (const suffix of ["", "-wal"]) {
    if (existsSync(file + suffix)) await rename(file + suffix, kept + suffix);
  }
  await rm(`${file}-shm`, { force: true });
  await rename(by, file);
  return kept;
}

function unreadable(file: string, cause?: unknown): AppError {
  return new AppError({
    code: "DATABASE_CORRUPT",
    message: `Nothing can be read of ${file} any more.`,
    hint: "Put a backup (graft.db.backup-*) in its place, or move it away and start with a new one.",
    ...(cause !== undefined && { cause }),
  });
}
