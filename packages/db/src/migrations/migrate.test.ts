import { createHash } from "node:crypto";
import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { Connection } from "../connection/connection.ts";
import { useTempFolders } from "../testing/processes.ts";
import type { Migration } from "./history.ts";
import { migrate } from "./migrate.ts";

const tempFolder = useTempFolders();

function migration(name: string, sql: string): Migration {
  return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
}

const first = migration(
  "20260101000000_init",
  `CREATE TABLE "Parent" ("id" INTEGER PRIMARY KEY, "name" TEXT NOT NULL);
   CREATE TABLE "Child" ("id" INTEGER PRIMARY KEY, "parentId" INTEGER NOT NULL,
     FOREIGN KEY ("parentId") REFERENCES "Parent" ("id") ON DELETE CASCADE);`,
);
/** As Prisma replaces a table: with foreign keys on, DROP TABLE would delete the children. */
const second = migration(
  "20260202000000_add_age",
  `PRAGMA defer_foreign_keys=ON;
   PRAGMA foreign_keys=OFF;
   CREATE TABLE "new_Parent" ("id" INTEGER PRIMARY KEY, "name" TEXT NOT NULL, "age" INTEGER);
   INSERT INTO "new_Parent" ("id", "name") SELECT "id", "name" FROM "Parent";
   DROP TABLE "Parent";
   ALTER TABLE "new_Parent" RENAME TO "Parent";
   PRAGMA foreign_keys=ON;
   PRAGMA defer_foreign_keys=OFF;`,
);
const broken = migration(
  "20260303000000_broken",
  `CREATE TABLE "Extra" ("id" INTEGER); INSERT INTO "Missing" VALUES (1);`,
);
const orphaning = migration("20260303000000_orphaning", `DELETE FROM "Parent";`);

/** A database as an earlier version left it: one parent, one child. */
async function oldDatabase(): Promise<string> {
  const file = path.join(tempFolder(), "graft.db");
  await migrate({ path: file, migrations: [first] });
  await run(file, `INSERT INTO "Parent" VALUES (1, 'it''s'); INSERT INTO "Child" VALUES (1, 1)`);
  return file;
}

async function run(file: string, script: string): Promise<void> {
  const connection = new Connection(file);
  connection.executeScript(script);
  connection.close();
}

async function rowsOf(file: string, sql: string): Promise<unknown[][]> {
  const connection = new Connection(file);
  const { rows } = await connection.execute(sql);
  connection.close();
  return rows;
}

test("a new database gets every migration, noted as Prisma notes them, and needs no backup", async () => {
  const file = path.join(tempFolder(), "graft.db");
  const result = await migrate({ path: file, migrations: [first, second] });
  expect(result).toEqual({ applied: [first.name, second.name], backup: null });
  const rows = await rowsOf(
    file,
    `SELECT length(id), checksum, typeof(finished_at), migration_name, logs, rolled_back_at,
       typeof(started_at), applied_steps_count FROM _prisma_migrations ORDER BY migration_name`,
  );
  expect(rows).toEqual(
    [first, second].map(({ name, checksum }) => [
      36,
      checksum,
      "integer",
      name,
      null,
      null,
      "integer",
      1,
    ]),
  );
});

test("an older database is copied first, and keeps its rows", async () => {
  const file = await oldDatabase();
  const { applied, backup } = await migrate({ path: file, migrations: [first, second] });
  expect(applied).toEqual([second.name]);
  expect(path.basename(backup ?? "")).toMatch(
    /^graft\.db\.backup-20260101000000_init-\d{8}T\d{6}Z$/,
  );
  expect(await rowsOf(file, `SELECT * FROM "Parent"`)).toEqual([[1, "it's", null]]);
  expect(await rowsOf(file, `SELECT * FROM "Child"`)).toEqual([[1, 1]]);
  expect(await rowsOf(backup ?? "", `SELECT * FROM "Parent"`)).toEqual([[1, "it's"]]);
  if (process.platform !== "win32") expect(statSync(backup ?? "").mode & 0o777).toBe(0o600);
  expect(await migrate({ path: file, migrations: [first, second] })).toEqual({
    applied: [],
    backup: null,
  });
});

test.each([
  ["fails half-way", broken, /no such table: Missing.*Nothing was changed/],
  ["leaves rows without their parent", orphaning, /refer to something that is missing/],
])("of a migration that %s nothing remains", async (_what, bad, message) => {
  const file = await oldDatabase();
  const failing = migrate({ path: file, migrations: [first, second, bad] });
  await expect(failing).rejects.toThrow(message);
  await expect(failing).rejects.toMatchObject({ code: "DATABASE_CORRUPT" });
  expect(await rowsOf(file, "SELECT migration_name FROM _prisma_migrations")).toEqual([
    [first.name],
  ]);
  expect(await rowsOf(file, `SELECT * FROM "Parent"`)).toEqual([[1, "it's"]]);
  expect(await rowsOf(file, "SELECT name FROM sqlite_master WHERE name = 'Extra'")).toEqual([]);
});

test("a database from a newer version is refused and left alone", async () => {
  const file = await oldDatabase();
  await migrate({ path: file, migrations: [first, second] });
  const before = readdirSync(path.dirname(file));
  const failing = migrate({ path: file, migrations: [first] });
  await expect(failing).rejects.toMatchObject({ code: "DATABASE_TOO_NEW" });
  await expect(failing).rejects.toThrow(/20260202000000_add_age/);
  expect(readdirSync(path.dirname(file))).toEqual(before);
});

test("a migration that Prisma left unfinished is reported", async () => {
  const file = await oldDatabase();
  await run(file, "UPDATE _prisma_migrations SET finished_at = NULL");
  await expect(migrate({ path: file, migrations: [first] })).rejects.toThrow(/never finished/);
});

test("a SQLite database of another program is refused and left alone", async () => {
  const file = path.join(tempFolder(), "other.db");
  await run(file, "CREATE TABLE bookmarks (url TEXT)");
  await expect(migrate({ path: file, migrations: [first] })).rejects.toMatchObject({
    code: "DATABASE_CORRUPT",
    message: expect.stringContaining("not one that Graft made"),
  });
  expect(await rowsOf(file, "SELECT name FROM sqlite_master")).toEqual([["bookmarks"]]);
});

test("of many at once one migrates and makes the one backup", async () => {
  const file = await oldDatabase();
  const results = await Promise.all(
    [1, 2, 3, 4].map(() => migrate({ path: file, migrations: [first, second] })),
  );
  expect(results.filter(({ applied }) => applied.length > 0)).toHaveLength(1);
  expect(results.filter(({ backup }) => backup && existsSync(backup))).toHaveLength(1);
  expect(readdirSync(path.dirname(file)).filter((name) => name.includes(".backup-"))).toHaveLength(
    1,
  );
});
