// Prisma's schema engine as WebAssembly: what `prisma migrate` does, with nothing to download.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { createClient } from "@libsql/client";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as engine from "@prisma/schema-engine-wasm/schema_engine_bg";
import { packageRoot } from "./read-migrations.mjs";

/** Leaves no table out of a comparison. */
export const filters = { externalTables: [], externalEnums: [] };

let initialised = false;

function initialise() {
  if (initialised) return;
  const require = createRequire(import.meta.url);
  const glue = require.resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const wasm = readFileSync(path.join(path.dirname(glue), "schema_engine_bg.wasm"));
  const instance = new WebAssembly.Instance(new WebAssembly.Module(wasm), {
    "./schema_engine_bg.js": engine,
  });
  engine.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  initialised = true;
}

/** prisma/schema.prisma as the engine wants it. */
export function schemaContainer() {
  const content = readFileSync(path.join(packageRoot, "prisma/schema.prisma"), "utf8");
  return { path: "schema.prisma", content };
}

/** A list of migrations as the engine wants it. */
export function migrationList(migrations) {
  return {
    baseDir: "migrations",
    lockfile: { path: "migration_lock.toml", content: 'provider = "sqlite"\n' },
    shadowDbInitScript: "",
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: "migration.sql", content: { tag: "ok", value: sql } },
    })),
  };
}

/**
 * The engine sends a whole migration as one statement, of which libsql would run only the first and
 * say nothing; this sends every script without arguments that asks for no rows to `executeMultiple`.
 */
class ScriptFactory extends PrismaLibSql {
  createClient(config) {
    const client = createClient(config);
    const execute = client.execute.bind(client);
    client.execute = async (statement) => {
      const { sql, args } = statement;
      if (args.length > 0 || /^\s*(SELECT|PRAGMA)\b/i.test(sql)) return await execute(statement);
      await client.executeMultiple(sql);
      return { columns: [], columnTypes: [], rows: [], rowsAffected: 0 };
    };
    return client;
  }
}

/** An engine on the SQLite database at `file`. */
export function openSchemaEngine(file) {
  initialise();
  const { path: name, content } = schemaContainer();
  const factory = new ScriptFactory({ url: pathToFileURL(file).href });
  const bound = bindMigrationAwareSqlAdapterFactory(factory);
  return engine.SchemaEngine.new({ datamodels: [[name, content]] }, () => {}, bound);
}
