import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { storeNearDuplicates } from "../datasets/near-duplicates.ts";
import { registerDataset } from "../datasets/register-dataset.ts";
import { type Db } from "../handle.ts";
import { closeDb, openDb } from "../open-db.ts";
import { sampleDataset, sampleExperiment, sampleRun } from "../testing/sample-run.ts";
import { tempDb } from "../testing/temp-db.ts";
import { recoverRescue } from "./recover-rescue.ts";
import { writeRescue } from "./write-rescue.ts";

/** 60 images and more pairs of them than fit on a line of the file. */
const COUNT = 60;
const PAIRS = Array.from({ length: COUNT }, (_, first) =>
  Array.from({ length: COUNT - first - 1 }, (_unused, i) => ({
    first,
    second: first + 1 + i,
    similarity: 0.8 + first / 1000,
    isMirrored: i % 2 === 1,
    scale: 0.7,
  })),
).flat();

async function storedPairs(db: Db) {
  const { nearDuplicatesAt, nearDuplicatesComplete } = await db.dataset.findFirstOrThrow();
  const images = await db.image.findMany({ orderBy: { id: "asc" } });
  const positions = new Map(images.map(({ id }, position) => [id, position]));
  const rows = await db.nearDuplicate.findMany({
    orderBy: [{ firstId: "asc" }, { secondId: "asc" }],
  });
  return {
    isSearched: nearDuplicatesAt !== null,
    isComplete: nearDuplicatesComplete,
    pairs: rows.map(({ firstId, secondId, similarity, isMirrored, scale }) => {
      const [first, second] = [positions.get(firstId), positions.get(secondId)];
      return { first, second, similarity, isMirrored, scale };
    }),
  };
}

/** A database of its own with a journal, a run in it, and a rescue file of both. */
async function rescued(found: Parameters<typeof storeNearDuplicates>[2]) {
  const temp = await tempDb();
  const db = await openDb({ path: path.join(temp.home, "logged", "graft.db"), journal: true });
  const experiment = await sampleExperiment(db, COUNT);
  const { id: datasetId } = await db.dataset.findFirstOrThrow();
  await storeNearDuplicates(db, { datasetId, imageIds: experiment.imageIds }, found);
  await sampleRun(db, experiment);
  const file = await writeRescue(db, "the disk is full");
  await closeDb(db);
  return { temp, file: file! };
}

test("a rescue file carries the near-duplicates of its data sets, and that they were searched", async () => {
  const { temp, file } = await rescued({ pairs: PAIRS, isComplete: false });
  expect(await recoverRescue(temp.db, file)).toMatchObject({ complete: true });
  const stored = await storedPairs(temp.db);
  expect(stored).toEqual({ isSearched: true, isComplete: false, pairs: PAIRS });
  await recoverRescue(temp.db, file);
  expect(await storedPairs(temp.db)).toEqual(stored);
  await temp.dispose();
});

test("none found is told apart from nobody searched", async () => {
  const { temp, file } = await rescued({ pairs: [], isComplete: true });
  await recoverRescue(temp.db, file);
  expect(await storedPairs(temp.db)).toEqual({ isSearched: true, isComplete: true, pairs: [] });
  await temp.dispose();
});

test("pairs that the database has already stay; of a file that was cut off among them, none are stored", async () => {
  const { temp, file } = await rescued({ pairs: PAIRS, isComplete: true });
  const lines = (await readFile(file, "utf8")).split("\n");
  const last = lines.findLastIndex((line) => line.startsWith('{"type":"near-duplicates"'));
  const cut = path.join(temp.home, "cut.jsonl");
  await writeFile(cut, `${lines.slice(0, last).join("\n")}\n`);
  expect(await recoverRescue(temp.db, cut)).toMatchObject({ complete: false });
  expect(await storedPairs(temp.db)).toMatchObject({ isSearched: false, pairs: [] });

  const [own] = PAIRS;
  const set = await registerDataset(temp.db, sampleDataset(COUNT));
  await storeNearDuplicates(temp.db, set, { pairs: [own!], isComplete: true });
  await recoverRescue(temp.db, file);
  expect((await storedPairs(temp.db)).pairs).toEqual([own]);
  await temp.dispose();
});
