import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunRecorder } from "../runs/run-recorder.ts";
import { type SampleExperiment, sampleExperiment, sampleRun } from "../testing/sample-run.ts";
import { type TempDb, tempDb } from "../testing/temp-db.ts";
import { readImageRows, readMetricRows } from "./read-rows.ts";

let temp: TempDb;
let experiment: SampleExperiment;
let run: RunRecorder;

beforeAll(async () => {
  temp = await tempDb();
  experiment = await sampleExperiment(temp.db, 9);
  run = await sampleRun(temp.db, experiment);
  for (const epoch of [1, 2, 3, 4]) {
    const metrics = { "train/loss": 1 / epoch, "validation/loss": 2 / epoch };
    const times = { imagesPerSecond: 10, seconds: epoch };
    await run.append({ type: "epoch.finished", epoch, epochs: 4, metrics, ...times });
  }
});
afterAll(async () => {
  await run.close();
  await temp.dispose();
});

async function collect<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

// 16 values: pages that they fill exactly, pages that end within a metric, and one page for all.
test.each([16, 3, 1, 100])("every value by key and step, read in pages of %i", async (page) => {
  const rows = await collect(readMetricRows(temp.db, run.id, page));
  const keys = ["images-per-second", "seconds", "train/loss", "validation/loss"];
  expect(rows.map(({ key, step }) => [key, step])).toEqual(
    keys.flatMap((key) => [1, 2, 3, 4].map((step) => [key, step])),
  );
  expect(rows.slice(8, 12).map(({ value }) => value)).toEqual([1, 1 / 2, 1 / 3, 1 / 4]);
  expect(rows[0]?.at).toBeInstanceOf(Date);
});

test("a run that logged nothing has no rows", async () => {
  expect(await collect(readMetricRows(temp.db, 4000))).toEqual([]);
});

test.each([9, 4, 100])("every image with its part, read in pages of %i", async (page) => {
  const { datasetId } = await temp.db.split.findFirstOrThrow();
  const rows = await collect(readImageRows(temp.db, datasetId, page));
  expect(rows.map(({ id }) => id)).toEqual(experiment.imageIds);
  expect(rows.map(({ parts }) => parts.get(experiment.splitId))).toEqual([
    ...Array<string>(6).fill("train"),
    ...Array<string>(3).fill("test"),
  ]);
  expect(rows[3]).toMatchObject({
    source: "3.png",
    className: "photo",
    tileX: null,
    width: 32,
    bytes: 1003,
  });
});
