import { closeDb, type Db, openDb } from "@graft/db";
import { dbPath } from "@graft/db/home";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type StoredRuns, storeRuns } from "../testing/stored-runs.ts";
import { arrangeRuns } from "./arrange-runs.ts";
import { loadRun } from "./load-run.ts";

let stored: StoredRuns;
let db: Db;

beforeAll(async () => {
  stored = await storeRuns([
    { method: "frozen-features", wrong: [0] },
    { method: "raw-pixels", wrong: [1, 2, 3] },
    { method: "frozen-features", wrong: [], repeat: 1 },
    { method: "raw-pixels", wrong: [0, 1], repeat: 1 },
    { method: "raw-pixels", wrong: [0], dataset: "others" },
    { method: "raw-pixels", wrong: [4] },
    { method: "scratch", wrong: null },
  ]);
  db = await openDb({ path: dbPath(stored.home) });
});

afterAll(async () => {
  await closeDb(db);
  await stored.dispose();
});

async function arrange(...ids: number[]) {
  return arrangeRuns(await Promise.all(ids.map((id) => loadRun(db, String(id)))));
}

test("runs on one split are joined image by image; two of a method keep their numbers", async () => {
  expect(await arrange(1, 2, 6)).toEqual({
    kind: "one split",
    answers: [
      { name: "frozen-features", correct: [0, 1, 1, 1, 1, 1, 1, 1].map(Boolean) },
      { name: "run 2 raw-pixels", correct: [1, 0, 0, 0, 1, 1, 1, 1].map(Boolean) },
      { name: "run 6 raw-pixels", correct: [1, 1, 1, 1, 0, 1, 1, 1].map(Boolean) },
    ],
  });
});

test("methods over several splits keep one order of the splits", async () => {
  expect(await arrange(4, 1, 3, 2)).toEqual({
    kind: "several splits",
    numSplits: 2,
    numTrain: 16,
    numTest: 8,
    methods: [
      { name: "raw-pixels", accuracies: [6 / 8, 5 / 8] },
      { name: "frozen-features", accuracies: [1, 7 / 8] },
    ],
  });
});

test.each([
  [[1, 1], /Run 1 was given twice/],
  [[1, 5], /on the data set shapes, run 5 on others/],
  [[1, 4], /frozen-features is there not at all on one of them/],
  [[1, 2, 3, 4, 6], /raw-pixels is there more than once on one of them/],
])("refuses %j", async (ids, message) => {
  const refused = arrange(...ids);
  await expect(refused).rejects.toThrow(message);
  await expect(refused).rejects.toMatchObject({ code: "RUNS_NOT_COMPARABLE" });
});

test.each([
  ["99", "RUN_NOT_FOUND"],
  ["1e0x", "RUN_NOT_FOUND"],
  ["-1", "RUN_NOT_FOUND"],
  ["7", "RUN_NOT_TESTED"],
])("there is nothing to measure of run %s", async (id, code) => {
  await expect(loadRun(db, id)).rejects.toMatchObject({ code });
});
