import { AppError } from "@graft/core/contract/errors";
import Database from "libsql";
import type { Connection } from "../connection/connection.ts";
import { salvageHint } from "../salvage-hint.ts";
import { CREATE_HISTORY } from "./history.ts";
import type { Migration } from "./migration.ts";

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
 * @throws {AppError} DATABASE_CORRUPT
 */
export function checkSchema(connection: Connection, migrations: readonly Migration[]): void {
  const expected = known.get(migrations) ?? expectedObjects(migrations);
  known.set(migrations, expected);
  const missing = new Map(expected);
  for (const [type, name, sql] of connection.readSchema()) {
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
