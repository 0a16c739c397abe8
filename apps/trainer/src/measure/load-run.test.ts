import { arrangeRuns } from "@graft/core/analysis/comparability";
import { closeDb, type Db, openDb } from "@graft/db";
import { dbPath } from "@graft/db/home";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type StoredRuns, storeRuns } from "../testing/stored-runs.ts";
import { loadRun } from "./load-run.ts";

let stored: StoredRuns;
let db: Db;

beforeAll(async () => {
  stored = await storeRuns([
    { method: "frozen-features", wrong: [0] },
    { method: "raw-pixels", wrong: [1, 2, 3] },
    { method: "scratch", wrong: null },
  ]);
  db = await openDb({ path: dbPath(stored.home) });
});

afterAll(async () => {
  await closeDb(db);
  await stored.dispose();
});

test("stored runs are ready to be arranged: joined image by image, in the data set's order", async () => {
  const runs = await Promise.all(["1", "2"].map((id) => loadRun(db, id)));
  expect(arrangeRuns(runs)).toEqual({
    kind: "one split",
    answers: [
      { name: "frozen-features", correct: [0, 1, 1, 1, 1, 1, 1, 1].map(Boolean) },
      { name: "raw-pixels", correct: [1, 0, 0, 0, 1, 1, 1, 1].map(Boolean) },
    ],
  });
});

test.each([
  ["99", "RUN_NOT_FOUND"],
  ["1e0x", "RUN_NOT_FOUND"],
  ["-1", "RUN_NOT_FOUND"],
  ["3", "RUN_NOT_TESTED"],
])("there is nothing to measure of run %s", async (id, code) => {
  await expect(loadRun(db, id)).rejects.toMatchObject({ code });
});
