import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createRng } from "@graft/core/analysis/random";
import { AppError } from "@graft/core/contract/errors";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { Connection } from "../connection/connection.ts";
import { type Db } from "../handle.ts";
import { closeDb, openDb } from "../open-db.ts";
import { findRuns } from "../queries/find-runs.ts";
import { readEvents, readPredictions } from "../queries/read-run.ts";
import { readRunTable } from "../run-table/read-run-table.ts";
import { listRuns } from "../runs/list-runs.ts";
import { withStorageErrors } from "../storage-error.ts";
import { sampleExperiment, sampleRun } from "../testing/sample-run.ts";
import { type TempDb, tempDb } from "../testing/temp-db.ts";
import { salvageDatabase } from "./salvage-database.ts";

// Hundreds of databases on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let temp: TempDb;
/** The whole file of a filled database, with its seal. */
let sealed: Buffer;
let expected: string;

beforeAll(async () => {
  temp = await tempDb();
  const experiment = await sampleExperiment(temp.db, 60);
  for (let round = 0; round < 2; round++) {
    const run = await sampleRun(temp.db, experiment);
    for (let epoch = 1; epoch <= 60; epoch++) {
      await run.append({
        type: "epoch.finished",
        epoch,
        epochs: 60,
        metrics: { "train/loss": 1 / epoch, "train/accuracy": 1 - 1 / epoch },
        imagesPerSecond: 100,
        seconds: epoch,
      });
    }
    await run.appendPredictions(
      experiment.imageIds.slice(40).map((imageId, i) => ({
        imageId,
        trueLabel: i % 2,
        predicted: 0,
        probabilities: [0.75, 0.25],
      })),
    );
    await run.append({ type: "predictions", count: 20, accuracy: 0.5 });
    await run.append({ type: "run.finished", seconds: 60 });
    await run.close();
  }
  await closeDb(temp.db);
  sealed = readFileSync(temp.path);
  expected = await readAll(temp.path);
});
afterAll(() => temp.dispose());

/** What the commands and pages read, as text. @throws {AppError} for a damaged database. */
async function readAll(file: string): Promise<string> {
  const db = await openDb({ path: file, mode: "read-only" });
  try {
    return await withStorageErrors(file, async () => JSON.stringify(await Promise.all(parts(db))));
  } finally {
    await closeDb(db);
  }
}

function parts(db: Db) {
  const runs = [1, 2].flatMap((id) => [readPredictions(db, id), readEvents(db, id)]);
  return [listRuns(db), findRuns(db, [1, 2]), readRunTable(db), ...runs];
}

function put(bytes: Uint8Array): void {
  for (const suffix of ["-wal", "-shm"]) rmSync(temp.path + suffix, { force: true });
  writeFileSync(temp.path, bytes);
}

function flipped(bytes: Buffer, bit: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[bit >> 3]! ^= 1 << (bit & 7);
  return changed;
}

/** The pages alone, as a file without a seal. */
function unsealed(): Buffer {
  return sealed.subarray(0, Math.floor(sealed.length / 4096) * 4096);
}

test("each of 200 databases with a flipped bit is told as damaged, and is whole again after recovering", async () => {
  const rng = createRng(20261201);
  const pages = unsealed().length;
  for (let i = 0; i < 200; i++) {
    const bit = Math.floor(rng() * 8 * pages);
    put(flipped(sealed, bit));
    await expect(readAll(temp.path), `bit ${bit}`).rejects.toMatchObject({
      code: "DATABASE_CORRUPT",
      hint: expect.stringContaining("recover"),
    });
    if (i % 10 > 0) continue;
    expect((await salvageDatabase(temp.path)).outcome).toBe("repaired");
    expect(readFileSync(temp.path).subarray(0, pages).equals(unsealed()), `bit ${bit}`).toBe(true);
    expect(await readAll(temp.path)).toBe(expected);
  }
});

test("a bit that flips in the seal itself costs nothing", async () => {
  const rng = createRng(7);
  const pages = unsealed().length;
  for (let i = 0; i < 30; i++) {
    put(flipped(sealed, 8 * pages + Math.floor(rng() * 8 * (sealed.length - pages))));
    expect(await readAll(temp.path)).toBe(expected);
  }
});

test("without a seal, a flipped bit ends in an expected failure or in an answer, never in a crash", async () => {
  const rng = createRng(99);
  const bytes = unsealed();
  let refused = 0;
  for (let i = 0; i < 100; i++) {
    const bit = Math.floor(rng() * 8 * bytes.length);
    put(flipped(bytes, bit));
    const said = await readAll(temp.path).catch((error: unknown) => error);
    if (typeof said === "string") continue;
    refused += 1;
    expect(said, `bit ${bit}: ${String(said)}`).toBeInstanceOf(AppError);
    expect((said as AppError).code).toMatch(/^DATABASE_(CORRUPT|READ_ONLY)$/);
  }
  expect(refused).toBeGreaterThan(0);
});

test.each([
  ["a name", "UPDATE Experiment SET name = CAST(x'61ff' AS TEXT)"],
  ["a setting", "UPDATE Run SET config = CAST(x'7b80' AS TEXT)"],
  ["JSON", "UPDATE Run SET config = '{'"],
  ["a number as text", "UPDATE Run SET seed = 'x'"],
  ["a time", "UPDATE Run SET createdAt = 'yesterday'"],
  [
    "a missing value",
    "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, '\"method\" TEXT NOT NULL', '\"method\" TEXT') WHERE name = 'Run'",
  ],
  ["a probability", "UPDATE Prediction SET probabilities = '[0.5, x]'"],
])("%s that Graft cannot have stored is told as damage", async (_what, sql) => {
  put(unsealed());
  const connection = new Connection(temp.path);
  connection.executeScript(sql);
  connection.close();
  await expect(readAll(temp.path)).rejects.toMatchObject({ code: "DATABASE_CORRUPT" });
});

test("where more than a byte of a page is lost, every other row is saved, and none is wrong", async () => {
  const before = JSON.parse(expected) as [object[], object[], object[], object[], object];
  const saved: number[] = [];
  for (const place of [0.2, 0.35, 0.5, 0.65, 0.8]) {
    const bytes = Buffer.from(sealed);
    const start = Math.floor((place * unsealed().length) / 4096) * 4096;
    bytes.fill(0x55, start + 100, start + 3000);
    put(bytes);
    const { outcome, kept, lostPages, tables } = await salvageDatabase(temp.path);
    expect([outcome, lostPages]).toEqual(["copied", 1]);
    expect(readFileSync(kept ?? "").equals(bytes)).toBe(true);
    saved.push(tables.reduce((sum, table) => sum + table.saved, 0));
    const db = await openDb({ path: temp.path });
    const [integrity] =
      await db.$queryRawUnsafe<{ integrity_check: string }[]>("PRAGMA integrity_check");
    expect(integrity?.integrity_check).toBe("ok");
    const known = new Set((before[3] as { imageId: number }[]).map((row) => JSON.stringify(row)));
    for (const row of await readPredictions(db, 1))
      expect(known.has(JSON.stringify(row))).toBe(true);
    await closeDb(db);
  }
  // One page of about seventy: most of what there was is there.
  expect(Math.min(...saved)).toBeGreaterThan(Math.max(...saved) / 2);
});

test("a sound database is left alone, and one of which nothing is left is told", async () => {
  put(sealed);
  expect(await salvageDatabase(temp.path)).toEqual({
    outcome: "sound",
    kept: null,
    lostPages: 0,
    tables: [],
  });
  expect(readFileSync(temp.path).equals(sealed)).toBe(true);
  const noise = Buffer.alloc(40_960, 0x5a);
  put(noise);
  await expect(salvageDatabase(temp.path)).rejects.toMatchObject({ code: "DATABASE_CORRUPT" });
  expect(readFileSync(temp.path).equals(noise)).toBe(true);
});

test("what another program writes takes the seal away instead of breaking it", async () => {
  put(sealed);
  const copy = path.join(temp.home, "copy.db");
  copyFileSync(temp.path, copy);
  const other = new Connection(copy);
  await other.execute("UPDATE Run SET name = 'by hand' WHERE id = 1");
  expect(await readAll(copy)).toContain("by hand");
  await other.command("PRAGMA wal_checkpoint(TRUNCATE)");
  other.abandon();
  other.close();
  expect(readFileSync(copy).length % 4096).toBe(0);
  expect(await readAll(copy)).toContain("by hand");
});
