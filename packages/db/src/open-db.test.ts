import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { Connection } from "./connection/connection.ts";
import { MIGRATIONS } from "./generated/migrations.ts";
import { closeDb, openDb } from "./open-db.ts";
import { createExperiment } from "./runs/start-run.ts";
import { canDropRights, spawnProcess, useTempFolders } from "./testing/processes.ts";

const openAndCount = new URL("./testing/processes/open-and-count.ts", import.meta.url);
const tempFolder = useTempFolders();

async function newDatabase(): Promise<string> {
  const file = path.join(tempFolder(), "graft.db");
  await closeDb(await openDb({ path: file }));
  return file;
}

async function rowsOf(file: string, sql: string): Promise<unknown[][]> {
  const connection = new Connection(file);
  const { rows } = await connection.execute(sql);
  connection.close();
  return rows;
}

test("a new database is made with its folder, for its owner only", async () => {
  const file = path.join(tempFolder(), "a folder", "#1 ?.db");
  const db = await openDb({ path: file });
  expect(await db.run.count()).toBe(0);
  await closeDb(db);
  if (process.platform !== "win32") {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
  }
});

test("opening again changes nothing and makes no backup", async () => {
  const file = await newDatabase();
  const db = await openDb({ path: file });
  await closeDb(db);
  expect(readdirSync(path.dirname(file)).filter((name) => name.includes("backup"))).toEqual([]);
  expect(await rowsOf(file, "SELECT count(*) FROM _prisma_migrations")).toEqual([
    [MIGRATIONS.length],
  ]);
});

test("processes that open a new database at the same moment all get it, and it is migrated once", async () => {
  const file = path.join(tempFolder(), "graft.db");
  const gate = path.join(tempFolder(), "open");
  const processes = [1, 2, 3].map(() => spawnProcess(openAndCount, [file, "read-write", gate]));
  const said = () => processes.map(({ output }) => output());
  await expect.poll(said).toEqual(["ready, ", "ready, ", "ready, "]);
  writeFileSync(gate, "");
  await Promise.all(processes.map(({ ended }) => ended));
  expect(said()).toEqual(["ready, 0 runs", "ready, 0 runs", "ready, 0 runs"]);
  expect(await rowsOf(file, "SELECT count(*) FROM _prisma_migrations")).toEqual([
    [MIGRATIONS.length],
  ]);
  expect(await rowsOf(file, "PRAGMA integrity_check")).toEqual([["ok"]]);
});

test("many opened at once in one process, too", async () => {
  const file = path.join(tempFolder(), "graft.db");
  const opened = await Promise.all(Array.from({ length: 5 }, () => openDb({ path: file })));
  for (const db of opened) await closeDb(db);
  expect(await rowsOf(file, "SELECT count(*) FROM _prisma_migrations")).toEqual([
    [MIGRATIONS.length],
  ]);
});

test("a database from a newer version is refused, for reading as well", async () => {
  const file = await newDatabase();
  const connection = new Connection(file);
  connection.executeScript(
    "UPDATE _prisma_migrations SET migration_name = '29990101000000_hyperspace'",
  );
  connection.close();
  for (const mode of ["read-write", "read-only"] as const) {
    await expect(openDb({ path: file, mode })).rejects.toMatchObject({
      code: "DATABASE_TOO_NEW",
      message: expect.stringContaining("29990101000000_hyperspace"),
      hint: expect.stringContaining("Update Graft"),
    });
  }
});

test.each([
  ["text", "This is a diary, not a database. ".repeat(40)],
  ["a damaged header", `SQLite format 3\0${"x".repeat(5000)}`],
])("a file that holds %s is refused and left alone", async (_what, content) => {
  const file = path.join(tempFolder(), "graft.db");
  writeFileSync(file, content);
  await expect(openDb({ path: file })).rejects.toMatchObject({ code: "DATABASE_CORRUPT" });
  expect(statSync(file).size).toBe(content.length);
});

test("a folder in the place of the database is refused", async () => {
  const file = path.join(tempFolder(), "graft.db");
  mkdirSync(file);
  await expect(openDb({ path: file })).rejects.toMatchObject({ code: "DATABASE_READ_ONLY" });
});

test("a database that somebody keeps locked is reported as busy, and not left half-open", async () => {
  const file = await newDatabase();
  const holder = new Connection(file);
  await holder.begin();
  const db = await openDb({ path: file, patience: 40 });
  const experiment = { name: "a", config: {}, datasetId: 1 };
  await expect(createExperiment(db, experiment)).rejects.toMatchObject({
    code: "DATABASE_BUSY",
    message: expect.stringContaining(file),
  });
  await expect(db.note.create({ data: { runId: 1, text: "" } })).rejects.toThrow();
  await holder.rollback();
  // Free again: now it fails for what it is, a data set that is not there.
  await expect(createExperiment(db, experiment)).rejects.toThrow(/foreign key/i);
  await closeDb(db);
  holder.close();
});

test("a full disk is reported, and nothing of the transaction is kept", async () => {
  const db = await openDb({ path: await newDatabase() });
  await db.dataset.create({ data: { name: "a", kind: "folder", fingerprint: "a" } });
  // SQLite then says what it says of a full disk.
  await db.$executeRawUnsafe("PRAGMA max_page_count = 1");
  const config = { text: "x".repeat(1e6) };
  await expect(createExperiment(db, { name: "a", config, datasetId: 1 })).rejects.toMatchObject({
    code: "DISK_FULL",
  });
  expect(await db.experiment.count()).toBe(0);
  await db.$executeRawUnsafe("PRAGMA max_page_count = 1000000");
  expect(await createExperiment(db, { name: "a", config, datasetId: 1 })).toBe(1);
  await closeDb(db);
});

async function openUnprivileged(file: string, mode: string): Promise<string> {
  const { ended, output } = spawnProcess(openAndCount, [file, mode], {
    unprivileged: true,
  });
  await ended;
  return output();
}

describe.skipIf(!canDropRights())("without the right to write", () => {
  test("a read-only file", async () => {
    const file = await newDatabase();
    chmodSync(path.dirname(file), 0o777);
    chmodSync(file, 0o444);
    const [writing, reading] = await Promise.all([
      openUnprivileged(file, "read-write"),
      openUnprivileged(file, "read-only"),
    ]);
    expect(writing).toMatch(/^DATABASE_READ_ONLY .*graft\.db/);
    expect(reading).toBe("0 runs");
  });

  test("a read-only folder", async () => {
    const file = await newDatabase();
    const folder = path.dirname(file);
    chmodSync(file, 0o666);
    chmodSync(folder, 0o555);
    try {
      const [writing, reading, making] = await Promise.all([
        openUnprivileged(file, "read-write"),
        openUnprivileged(file, "read-only"),
        openUnprivileged(path.join(folder, "new", "graft.db"), "read-write"),
      ]);
      expect(writing).toMatch(/^DATABASE_READ_ONLY .*graft\.db/);
      expect(reading).toBe("0 runs");
      expect(making).toMatch(/^OUTPUT_NOT_WRITABLE .*new/);
    } finally {
      chmodSync(folder, 0o755);
    }
  });
});

describe("for reading only", () => {
  test("no database is made", async () => {
    const file = path.join(tempFolder(), "graft.db");
    await expect(openDb({ path: file, mode: "read-only" })).rejects.toMatchObject({
      code: "DATABASE_READ_ONLY",
      message: expect.stringContaining("There is no database"),
    });
    expect(readdirSync(path.dirname(file))).toEqual([]);
  });

  test("an older one is not migrated", async () => {
    const file = path.join(tempFolder(), "graft.db");
    writeFileSync(file, "");
    await expect(openDb({ path: file, mode: "read-only" })).rejects.toThrow(/brought up to date/);
    expect(statSync(file).size).toBe(0);
  });

  test("what is there is read, and every write refused", async () => {
    const db = await openDb({ path: await newDatabase(), mode: "read-only" });
    expect(await db.$transaction((tx) => tx.run.count())).toBe(0);
    const dataset = { name: "a", kind: "folder", fingerprint: "a" };
    await expect(db.dataset.create({ data: dataset })).rejects.toThrow(/readonly/);
    await expect(
      createExperiment(db, { name: "a", config: {}, datasetId: 1 }),
    ).rejects.toMatchObject({ code: "DATABASE_READ_ONLY" });
    await closeDb(db);
  });
});
