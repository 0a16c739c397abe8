import { afterAll, beforeAll, expect, test } from "vitest";
import { registerDataset, registerSplit } from "../datasets/register-dataset.ts";
import type { DbClient } from "../handle.ts";
import { changeRuns } from "../run-changes/change-runs.ts";
import { createExperiment } from "../runs/start-run.ts";
import { sampleDataset, sampleRun } from "../testing/sample-run.ts";
import { type TempDb, tempDb } from "../testing/temp-db.ts";
import { listImages } from "./list-images.ts";
import { listDatasets, readDataset } from "./read-dataset.ts";
import { readImage, readVotes } from "./read-image.ts";

let temp: TempDb;
let datasetId: number;
let imageIds: readonly number[];
let runIds: number[];

/** Eight images; the last one is the third again under another label. Four of them are tested. */
beforeAll(async () => {
  temp = await tempDb();
  const sample = sampleDataset(8);
  const [third, last] = [sample.images[2], sample.images[7]];
  if (!third || !last) throw new Error("The sample is too small.");
  const images = [...sample.images.slice(0, 7), { ...last, hash: third.hash }];
  ({ datasetId, imageIds } = await registerDataset(temp.db, { ...sample, images }));
  const splitId = await registerSplit(temp.db, {
    datasetId,
    imageIds,
    hashes: images.map(({ hash }) => hash),
    seed: 1,
    repeat: 0,
    parts: imageIds.map((_, index) => (index < 4 ? "test" : "train")),
  });
  const experimentId = await createExperiment(temp.db, { name: "sample", config: {}, datasetId });
  // Per run and test image, whether it is right: image 1 is wrong in every run.
  runIds = [];
  for (const right of [
    [true, false, true, false],
    [true, false, false, true],
    [true, true, true, true],
  ]) {
    const run = await sampleRun(temp.db, { experimentId, splitId, imageIds: [...imageIds] });
    await run.appendPredictions(
      right.map((hit, index) => {
        const trueLabel = index % 2;
        const predicted = hit ? trueLabel : 1 - trueLabel;
        const imageId = imageIds[index] ?? 0;
        return {
          imageId,
          trueLabel,
          predicted,
          probabilities: predicted ? [0.2, 0.8] : [0.8, 0.2],
        };
      }),
    );
    await run.append({ type: "run.finished", seconds: 1 });
    await run.close();
    runIds.push(run.id);
  }
  // The third run was right about image 1; in the bin it says nothing.
  await changeRuns(temp.db, runIds.slice(2), { kind: "delete" });
});
afterAll(() => temp.dispose());

const list = async (choice: Parameters<typeof listImages>[2]["choice"], offset = 0) => {
  const page = await listImages(temp.db, datasetId, { choice, offset, limit: 3 });
  return { total: page.total, shown: page.images.map(({ id }) => imageIds.indexOf(id)) };
};

test("a data set is its classes, sizes, duplicates and splits", async () => {
  const [row] = await listDatasets(temp.db);
  expect(row).toMatchObject({ name: "shapes", numImages: 8, numClasses: 2, numRuns: 2 });
  const dataset = await readDataset(temp.db, datasetId);
  expect(dataset).toMatchObject({
    classes: [
      { name: "drawing", numImages: 4 },
      { name: "photo", numImages: 4 },
    ],
    numImages: 8,
    duplicates: { images: 2, acrossClasses: 2 },
    // Seven different contents of 1000 to 1006 bytes.
    sizes: {
      width: { min: 32, max: 32 },
      bytes: { min: 1000, max: 1006 },
      totalBytes: 7021,
    },
    splits: [{ seed: 1, repeat: 0, numTrain: 4, numValidation: 0, numTest: 4, numRuns: 2 }],
  });
  expect(await readDataset(temp.db, 4000)).toBeNull();
});

test("images by class, by content, and those that every run gets wrong", async () => {
  expect(await list({ kind: "all" })).toEqual({ total: 8, shown: [0, 1, 2] });
  expect(await list({ kind: "all" }, 6)).toEqual({ total: 8, shown: [6, 7] });
  expect(await list({ kind: "class", label: 1 })).toEqual({ total: 4, shown: [1, 3, 5] });
  expect(await list({ kind: "duplicates" })).toEqual({ total: 2, shown: [2, 7] });
  expect(await list({ kind: "missed" })).toEqual({ total: 1, shown: [1] });
  const ids = [5, 2, 7].map((position) => imageIds[position] ?? 0);
  expect(await list({ kind: "listed", ids })).toEqual({ total: 3, shown: [5, 2, 7] });
  expect(await list({ kind: "listed", ids: [] })).toEqual({ total: 0, shown: [] });
});

test("what runs said of the test images, each method's newest run on a split, up to a limit", async () => {
  const votes = await readVotes(temp.db, datasetId);
  // Both runs that are not in the bin are of one method on one split: the newer one counts.
  expect(votes.map(({ run, image }) => [run, imageIds.indexOf(image)])).toEqual(
    [0, 1, 2, 3].map((position) => [runIds[1], position]),
  );
  expect(votes[1]).toMatchObject({ label: 1, probabilities: [0.8, 0.2] });
  expect(await readVotes(temp.db, datasetId, 3)).toEqual([]);
});

test("copies are looked for once, not once per image", async () => {
  const asked: [sql: string, args: unknown[]][] = [];
  const listening = {
    $queryRawUnsafe(sql: string, ...args: unknown[]) {
      asked.push([sql, args]);
      return temp.db.$queryRawUnsafe(sql, ...args);
    },
  };
  const choice = { kind: "duplicates" } as const;
  await listImages(listening as DbClient, datasetId, { choice, offset: 0, limit: 3 });
  expect(asked).toHaveLength(2);
  for (const [sql, args] of asked) {
    const plan = await temp.db.$queryRawUnsafe<{ detail: string }[]>(
      `EXPLAIN QUERY PLAN ${sql}`,
      ...args,
    );
    const steps = plan.map(({ detail }) => detail).join("\n");
    // CORRELATED is SQLite's word for what it does again for every image.
    expect(steps).toMatch(/^LIST SUBQUERY/m);
    expect(steps).not.toContain("CORRELATED LIST SUBQUERY");
  }
});

test("one image: its copies, and what every run said of it", async () => {
  const image = await readImage(temp.db, { datasetId, imageId: imageIds[2] ?? 0 });
  expect(image).toMatchObject({
    source: "2.png",
    label: 0,
    width: 32,
    height: 24,
    duplicates: [{ source: "7.png", label: 1 }],
    dataset: { name: "shapes", classNames: ["drawing", "photo"] },
  });
  expect(image?.opinions.map(({ runId, predicted }) => [runId, predicted])).toEqual([
    [runIds[1], 1],
    [runIds[0], 0],
  ]);
  expect(await readImage(temp.db, { datasetId: 4000, imageId: imageIds[2] ?? 0 })).toBeNull();
});
