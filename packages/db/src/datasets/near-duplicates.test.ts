import { afterEach, beforeEach, expect, test } from "vitest";
import { findRuns } from "../queries/find-runs.ts";
import { createExperiment } from "../runs/start-run.ts";
import { sampleDataset, sampleRun } from "../testing/sample-run.ts";
import { type TempDb, tempDb } from "../testing/temp-db.ts";
import { readNearDuplicates, readTwins, storeNearDuplicates } from "./near-duplicates.ts";
import { registerDataset, registerSplit } from "./register-dataset.ts";

let temp: TempDb;
let datasetId: number;
let imageIds: number[];
let splitIds: number[];

const pair = (first: number, second: number, similarity = 0.9) => {
  return { first, second, similarity, isMirrored: first === 0, scale: 0.7 };
};

/** Six images, of which the last has the content of the first; two splits. */
beforeEach(async () => {
  temp = await tempDb();
  const sample = sampleDataset(6);
  const images = sample.images.map((image, i) => {
    return i === 5 ? { ...image, hash: sample.images[0]!.hash } : image;
  });
  ({ datasetId, imageIds } = await registerDataset(temp.db, { ...sample, images }));
  splitIds = [];
  const parts = [
    ["test", "train", "validation", "test", null, "test"],
    ["train", "test", "test", "train", "train", "train"],
  ] as const;
  for (const [repeat, own] of parts.entries()) {
    const hashes = images.map(({ hash }) => hash);
    const split = { datasetId, imageIds, hashes, seed: 1, repeat, parts: own };
    splitIds.push(await registerSplit(temp.db, split));
  }
});
afterEach(() => temp.dispose());

test("nobody searched, nothing is said", async () => {
  const page = await readNearDuplicates(temp.db, datasetId, { offset: 0, limit: 10 });
  expect(page).toEqual({ searchedAt: null, isComplete: true, total: 0, totalAcross: 0, pairs: [] });
});

test("pairs on two sides of most splits come first, page by page; a new search takes the place of the old", async () => {
  const set = { datasetId, imageIds };
  await storeNearDuplicates(temp.db, set, { pairs: [pair(0, 1)], isComplete: false });
  const pairs = [pair(1, 2, 0.99), pair(0, 3, 0.98), pair(2, 3, 0.85), pair(3, 4, 0.97)];
  await storeNearDuplicates(temp.db, set, { pairs, isComplete: true });
  const page = await readNearDuplicates(temp.db, datasetId, { offset: 0, limit: 3 });
  expect(page).toMatchObject({ isComplete: true, total: 4, totalAcross: 1 });
  expect(page.searchedAt).toBeInstanceOf(Date);
  expect(page.pairs.map((one) => [one.first.id, one.second.id, one.numAcross])).toEqual([
    [imageIds[2], imageIds[3], 2],
    [imageIds[1], imageIds[2], 0],
    [imageIds[0], imageIds[3], 0],
  ]);
  expect(page.pairs[0]?.first).toMatchObject({
    source: "2.png",
    className: "drawing",
    parts: { train: 0, validation: 1, test: 1 },
  });
  const rest = await readNearDuplicates(temp.db, datasetId, { offset: 3, limit: 3 });
  expect(rest.pairs.map(({ similarity, scale }) => [similarity, scale])).toEqual([[0.97, 0.7]]);
});

test("twins are tested images whose near-duplicate is trained on or held out, by split", async () => {
  const pairs = [pair(0, 1), pair(2, 3), pair(3, 4)];
  await storeNearDuplicates(temp.db, { datasetId, imageIds }, { pairs, isComplete: true });
  const hashes = sampleDataset(6).images.map(({ hash }) => hash);
  const twins = await readTwins(temp.db, splitIds);
  expect(new Set(twins.get(splitIds[0]!))).toEqual(new Set([hashes[0], hashes[3]]));
  expect(new Set(twins.get(splitIds[1]!))).toEqual(new Set([hashes[1], hashes[2]]));
  const experimentId = await createExperiment(temp.db, { name: "sample", config: {}, datasetId });
  const run = await sampleRun(temp.db, { experimentId, splitId: splitIds[1]!, imageIds });
  await run.close();
  const [found] = await findRuns(temp.db, [run.id]);
  expect(new Set(found!.twins)).toEqual(new Set([hashes[1], hashes[2]]));
});

test("twenty thousand pairs fit", async () => {
  const large = { ...sampleDataset(300), fingerprint: "large" };
  const set = await registerDataset(temp.db, large);
  const pairs = Array.from({ length: 300 }, (_, a) => a).flatMap((a) =>
    Array.from({ length: 67 }, (_, b) => pair(a, (a + 1 + b) % 300)),
  );
  await storeNearDuplicates(temp.db, set, { pairs, isComplete: false });
  const page = await readNearDuplicates(temp.db, set.datasetId, { offset: 0, limit: 1 });
  expect(page).toMatchObject({ total: 20_100, totalAcross: 0, isComplete: false });
});
