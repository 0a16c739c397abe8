import { readdirSync, readlinkSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { closeDb, openDb } from "../open-db.ts";
import { useTempFolders } from "../testing/processes.ts";
import { Connection } from "./connection.ts";
import { DamagedValue, sqliteCode } from "./statement.ts";

const tempFolder = useTempFolders();

function tempFile(): string {
  return path.join(tempFolder(), "a.db");
}

function asText(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) => (typeof v === "bigint" ? Number(v) : v));
}

async function openTable(file: string, options = {}): Promise<Connection> {
  const connection = new Connection(file, { patience: 600_000, ...options });
  await connection.command("PRAGMA journal_mode = WAL");
  await connection.execute("CREATE TABLE IF NOT EXISTS t (a INTEGER UNIQUE)");
  return connection;
}

test("the settings hold before, inside and after a Prisma transaction", async () => {
  const db = await openDb({ path: tempFile() });
  const settings = async (client: Pick<typeof db, "$queryRawUnsafe">) => [
    await client.$queryRawUnsafe("PRAGMA busy_timeout"),
    await client.$queryRawUnsafe("PRAGMA foreign_keys"),
    await client.$queryRawUnsafe("PRAGMA synchronous"),
    await client.$queryRawUnsafe("PRAGMA journal_mode"),
  ];
  const expected = [
    [{ timeout: 0n }],
    [{ foreign_keys: 1n }],
    [{ synchronous: 1n }],
    [{ journal_mode: "wal" }],
  ];
  expect(asText(await settings(db))).toBe(asText(expected));
  for (let round = 0; round < 3; round++) {
    const inside = await db.$transaction((tx) => settings(tx as typeof db));
    expect(asText(inside)).toBe(asText(expected));
    await expect(
      db.$transaction(async () => {
        throw new Error("rolled back");
      }),
    ).rejects.toThrow("rolled back");
    expect(asText(await settings(db))).toBe(asText(expected));
  }
  await expect(db.label.create({ data: { datasetId: 9, index: 0, name: "x" } })).rejects.toThrow(
    /foreign key/i,
  );
  await closeDb(db);
});

test.skipIf(process.platform !== "linux")(
  "transactions leave no connection behind (open files are counted on Linux only)",
  async () => {
    const file = tempFile();
    const db = await openDb({ path: file });
    const openFiles = () =>
      readdirSync("/proc/self/fd").filter((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`) === file;
        } catch {
          return false;
        }
      }).length;
    const before = openFiles();
    for (let round = 0; round < 20; round++) await db.$transaction((tx) => tx.run.count());
    expect(openFiles()).toBeLessThanOrEqual(before);
    await closeDb(db);
  },
);

test("two connections of one process wait for each other without blocking it", async () => {
  const file = tempFile();
  const [a, b] = [await openTable(file), await openTable(file)];
  await a.begin();
  await a.execute("INSERT INTO t VALUES (1)");
  const second = b.execute("INSERT INTO t VALUES (2)");
  await delay(60);
  await a.commit();
  await second;
  expect((await a.execute("SELECT count(*) FROM t")).rows).toEqual([[2]]);
  a.close();
  b.close();
});

test("a lock that was met leaves the connection able to commit", async () => {
  const file = tempFile();
  const [a, b] = [await openTable(file), await openTable(file, { patience: 30 })];
  await a.begin();
  const refused = await b.execute("INSERT INTO t VALUES (1)").catch((error: unknown) => error);
  expect(sqliteCode(refused)).toBe(5);
  await expect(b.begin()).rejects.toThrow(/locked/);
  await a.commit();
  await b.begin();
  await b.execute("INSERT INTO t VALUES (1)");
  await b.commit();
  expect((await a.execute("SELECT a FROM t")).rows).toEqual([[1]]);
  a.close();
  b.close();
});

test.each([
  "SELECT count(*) FROM t",
  "WITH x AS (SELECT a FROM t) SELECT count(*) FROM x",
  "  with recursive x(n) AS (VALUES (1)) SELECT 0 FROM x",
])("a reader does not wait for a writer: %s", async (sql) => {
  const file = tempFile();
  const [writer, reader] = [await openTable(file), await openTable(file, { patience: 30 })];
  await writer.begin();
  await writer.execute("INSERT INTO t VALUES (1)");
  expect((await reader.execute(sql)).rows).toEqual([[0]]);
  await writer.commit();
  writer.close();
  reader.close();
});

test("what looks at the schema waits for a process that holds the whole file", async () => {
  const file = tempFile();
  const [holder, reader] = [new Connection(file), new Connection(file)];
  await holder.execute("CREATE TABLE t (a INTEGER)");
  // Without a write-ahead log, as while the file is made, nobody reads beside this.
  await holder.command("BEGIN EXCLUSIVE");
  const schema = reader.readSchema();
  await delay(60);
  await holder.commit();
  expect((await schema).map(([, name]) => name.toString())).toEqual(["t"]);
  holder.close();
  reader.close();
});

test("a write that begins as a reading does takes the lock", async () => {
  const file = tempFile();
  const [a, b] = [await openTable(file), await openTable(file, { patience: 30 })];
  const insert = "WITH x(n) AS (VALUES (7)) INSERT INTO t SELECT n FROM x";
  await a.begin();
  await expect(b.execute(insert)).rejects.toThrow(/locked/);
  await a.commit();
  await b.execute(insert);
  expect((await a.execute("SELECT a FROM t")).rows).toEqual([[7]]);
  a.close();
  b.close();
});

test("two writers that read first do not fall over each other", async () => {
  const file = tempFile();
  const connections = [await openTable(file), await openTable(file), await openTable(file)];
  await Promise.all(
    connections.map(async (connection) => {
      for (let round = 0; round < 20; round++) {
        await connection.begin();
        const { rows } = await connection.execute("SELECT coalesce(max(a), 0) FROM t");
        await delay(0);
        await connection.execute("INSERT INTO t VALUES (?)", [Number(rows[0]?.[0]) + 1]);
        await connection.commit();
      }
    }),
  );
  expect((await connections[0]?.execute("SELECT max(a) FROM t"))?.rows).toEqual([[60]]);
  for (const connection of connections) connection.close();
});

test("a failed statement undoes nothing else, and a failed write alone leaves no transaction", async () => {
  const connection = await openTable(tempFile());
  await connection.execute("INSERT INTO t VALUES (1)");
  await expect(connection.execute("INSERT INTO t VALUES (1)")).rejects.toThrow(/UNIQUE/);
  expect(connection.inTransaction).toBe(false);
  await connection.begin();
  await connection.execute("INSERT INTO t VALUES (2)");
  await expect(connection.execute("INSERT INTO t VALUES (2)")).rejects.toThrow(/UNIQUE/);
  await connection.commit();
  expect((await connection.execute("SELECT a FROM t")).rows).toEqual([[1], [2]]);
  connection.close();
});

test("a read-only connection refuses to write", async () => {
  const file = tempFile();
  (await openTable(file)).close();
  const connection = new Connection(file, { readOnly: true });
  const refused = await connection
    .execute("INSERT INTO t VALUES (1)")
    .catch((error: unknown) => error);
  expect(sqliteCode(refused)).toBe(8);
  connection.close();
});

test("values come back as they went in", async () => {
  const connection = await openTable(tempFile());
  const bytes = new Uint8Array([9, 1, 2, 3, 9]).subarray(1, 4);
  const { rows } = await connection.execute("SELECT ?, ?, ?, ?, ?", [1, 0.5, null, "ü", bytes]);
  expect(rows).toEqual([[1, 0.5, null, "ü", new Uint8Array([1, 2, 3]).buffer]]);
  await expect(connection.execute("SELECT ?", [Number.NaN])).rejects.toThrow(RangeError);
  await expect(connection.execute("SELECT 9007199254740993")).rejects.toThrow("too large");
  connection.close();
});

test("text that libsql cannot read is read all the same, or refused", async () => {
  const connection = await openTable(tempFile());
  await connection.execute("CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT)");
  const words = ["a\0b", "\ufffd", "\uffffAB", "\0", "€ 😀 日本", "\ufeff", ""];
  for (const word of words) await connection.execute("INSERT INTO words (word) VALUES (?)", [word]);
  const read = await connection.execute("SELECT word FROM words ORDER BY id");
  expect(read.rows.flat()).toEqual(words);
  const said = await connection.execute("UPDATE words SET id = id RETURNING `word` AS `word`");
  expect(said.rows.flat()).toEqual(words);
  // Cut off, overlong, a surrogate, beyond Unicode.
  for (const hex of ["41ff", "c3", "c0af", "eda080", "f4908080", "f09f98"]) {
    await connection.execute("UPDATE words SET word = CAST(? AS TEXT) WHERE id = 1", [
      Buffer.from(hex, "hex"),
    ]);
    for (const sql of [
      "SELECT word FROM words",
      "SELECT max(word) || '' FROM words WHERE id = 1",
      "WITH w AS (SELECT * FROM words) SELECT word, id FROM w ORDER BY id;",
      "UPDATE words SET id = id RETURNING `id` AS `id`, `word` AS `word`",
    ]) {
      await expect(connection.execute(sql)).rejects.toThrow(DamagedValue);
    }
  }
  await connection.execute("UPDATE words SET word = x'41' WHERE id = 1");
  await expect(connection.execute("SELECT word FROM words")).rejects.toThrow(DamagedValue);
  connection.close();
});

test("an order within a query stays the order of its rows", async () => {
  const connection = await openTable(tempFile());
  await connection.execute("INSERT INTO t VALUES (3), (1), (2)");
  const { rows } = await connection.execute(
    "SELECT a AS b, a FROM t ORDER BY a DESC -- newest first",
  );
  expect(rows).toEqual([
    [3, 3],
    [2, 2],
    [1, 1],
  ]);
  connection.close();
});

test("a write tells how many rows it changed, a reading what it found", async () => {
  const connection = await openTable(tempFile());
  expect((await connection.execute("INSERT INTO t VALUES (1), (2), (3)")).rowsAffected).toBe(3);
  expect(await connection.execute("UPDATE t SET a = a + 10 WHERE a > 1")).toMatchObject({
    columns: [],
    rows: [],
    rowsAffected: 2,
  });
  expect(await connection.execute("DELETE FROM t WHERE a = 1 RETURNING a AS gone")).toMatchObject({
    columns: ["gone"],
    rows: [[1]],
  });
  connection.close();
});

test("after closing, the file alone holds everything", async () => {
  const file = tempFile();
  const connection = await openTable(file);
  await connection.execute("INSERT INTO t VALUES (1)");
  connection.close();
  const alone = new Connection(file, { readOnly: true, immutable: true });
  expect((await alone.execute("SELECT a FROM t")).rows).toEqual([[1]]);
  alone.close();
});

test("a closed connection says so", async () => {
  const connection = await openTable(tempFile());
  connection.close();
  connection.close();
  expect(connection.inTransaction).toBe(false);
  await expect(connection.execute("SELECT 1")).rejects.toThrow(/is closed/);
  await expect(connection.begin()).rejects.toThrow(/is closed/);
  await connection.rollback();
});

test("a connection that is closed in a transaction lets go of its lock", async () => {
  const file = tempFile();
  const [closed, other] = [await openTable(file), await openTable(file, { patience: 0 })];
  await closed.begin();
  await closed.execute("INSERT INTO t VALUES (1)");
  closed.close();
  await other.execute("INSERT INTO t VALUES (2)");
  expect((await other.execute("SELECT a FROM t")).rows).toEqual([[2]]);
  other.close();
});

test("what waits for the event loop gets its turn between two transactions", async () => {
  const connection = await openTable(tempFile());
  let hadTurn = false;
  setImmediate(() => {
    hadTurn = true;
  });
  await connection.begin();
  await connection.commit();
  await connection.begin();
  await connection.commit();
  expect(hadTurn).toBe(true);
  connection.close();
});
