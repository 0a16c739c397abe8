import { AppError } from "@graft/core/contract/errors";
import Database from "libsql";
import type { Connection } from "../connection/connection.ts";
import { salvageHint } from "../storage-error.ts";

/** One step of the schema's history: a folder of prisma/migrations. */
export interface Migration {
  /** `<14 digits>_<name>`; their order is the order of the names. */
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of migration.sql, in hex, as Prisma notes it. */
  readonly checksum: string;
}

/** A row of Prisma's own table of migrations. */
export interface AppliedMigration {
  readonly name: string;
  readonly finished: boolean;
}

/** Exactly the table `prisma migrate deploy` makes. */
export const CREATE_HISTORY = `CREATE TABLE "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
)`;

/**
 * The migrations a database has been through, oldest first; null for one without tables.
 *
 * @throws {AppError} DATABASE_CORRUPT for a database with tables that Graft did not make.
 */
export async function readHistory(connection: Connection): Promise<AppliedMigration[] | null> {
  const schema = await connection.readSchema();
  const tables = schema.filter(([type]) => type.toString("latin1") === "table");
  if (tables.length === 0) return null;
  if (!tables.some(([, name]) => name.toString("latin1") === "_prisma_migrations")) {
    throw new AppError({
      code: "DATABASE_CORRUPT",
      message: `${connection.path} is a SQLite database, but not one that Graft made, or a damaged one.`,
      hint: `Move the file away, or choose another folder with GRAFT_HOME. ${salvageHint(connection.path)}`,
    });
  }
  const { rows } = await connection.execute(
    `SELECT migration_name, finished_at FROM _prisma_migrations
     WHERE rolled_back_at IS NULL ORDER BY migration_name`,
  );
  return rows.map(([name, finishedAt]) => ({
    name: String(name),
    finished: finishedAt !== null,
  }));
}

const PROPER_NAME = /^\d{14}_[a-z0-9_]+$/;

/**
 * The migrations that a database still needs.
 *
 * @throws {AppError} DATABASE_TOO_NEW where it has been through one that this version does not know;
 *   DATABASE_CORRUPT where one was left unfinished, or has a name that never was.
 */
export function pendingMigrations(
  history: readonly AppliedMigration[],
  migrations: readonly Migration[],
  path: string,
): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  const unknown = history.filter(({ name }) => !known.has(name));
  const newest = migrations.at(-1)?.name ?? "";
  if (unknown.some(({ name }) => !PROPER_NAME.test(name) || name <= newest)) {
    throw new AppError({
      code: "DATABASE_CORRUPT",
      message: `The database ${path} is damaged: it says it has been through ${JSON.stringify(unknown[0]?.name)}, which never was a version of Graft.`,
      hint: salvageHint(path),
    });
  }
  if (unknown.length > 0) {
    throw new AppError({
      code: "DATABASE_TOO_NEW",
      message: `The database ${path} was made by a newer version of Graft (it has ${unknown.at(-1)?.name}).`,
      hint: "Update Graft, or choose another folder with GRAFT_HOME.",
    });
  }
  const unfinished = history.find(({ finished }) => !finished);
  if (unfinished) {
    throw new AppError({
      code: "DATABASE_CORRUPT",
      message: `The migration ${unfinished.name} of the database ${path} was never finished.`,
      hint: "Put a backup (graft.db.backup-*) in its place, or start with a new one.",
    });
  }
  const applied = new Set(history.map(({ name }) => name));
  return migrations.filter(({ name }) => !applied.has(name));
}

/** SQL of each object that a database has once it has been through `migrations`, by type and name. */
function expectedObjects(migrations: readonly Migration[]): Map<string, string> {
  const database = new Database(":memory:");
  try {
    database.exec(CREATE_HISTORY);
    for (const { sql } of migrations) database.exec(sql);
    const statement = database.prepare(
      "SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'",
    );
    statement.raw(true);
    return new Map(statement.all() as unknown as [string, string][]);
  } finally {
    database.close();
  }
}

const known = new WeakMap<readonly Migration[], Map<string, string>>();

/**
 * Checks that the tables and indexes of a database are those that `migrations` make; others beside them are left
 * alone. A name with a flipped bit would end the process as soon as it was read.
 *
 * @throws {AppError} DATABASE_CORRUPT; DATABASE_BUSY
 */
export async function checkSchema(
  connection: Connection,
  migrations: readonly Migration[],
): Promise<void> {
  const expected = known.get(migrations) ?? expectedObjects(migrations);
  known.set(migrations, expected);
  const missing = new Map(expected);
  for (const [type, name, sql] of await connection.readSchema()) {
    const key = `${type.toString("latin1")} ${name.toString("latin1")}`;
    if (missing.get(key) === sql.toString("utf8")) missing.delete(key);
  }
  const [first] = missing.keys();
  if (first === undefined) return;
  throw new AppError({
    code: "DATABASE_CORRUPT",
    message: `The database ${connection.path} is damaged: its definition of the ${first} is not as Graft wrote it.`,
    hint: salvageHint(connection.path),
  });
}
