import { afterEach, beforeEach, expect, test } from "vitest";
import { registerDataset } from "../datasets/register-dataset.ts";
import { closeDb, openDb } from "../open-db.ts";
import { sampleDataset } from "../testing/sample-run.ts";
import { type TempDb, tempDb } from "../testing/temp-db.ts";
import { createExperiment, sortedJson } from "./start-run.ts";

let temp: TempDb;
let datasetId: number;
beforeEach(async () => {
  temp = await tempDb();
  ({ datasetId } = await registerDataset(temp.db, sampleDataset()));
});
afterEach(() => temp.dispose());

test("the same config on the same data is one experiment, whatever the order of its keys", async () => {
  const others = await Promise.all([1, 2, 3].map(() => openDb({ path: temp.path })));
  const ids = await Promise.all(
    others.map((db) => createExperiment(db, { name: "a", config: { x: 1, y: [2] }, datasetId })),
  );
  const again = { name: "a", config: { y: [2], x: 1 }, datasetId };
  expect(new Set([...ids, await createExperiment(temp.db, again)]).size).toBe(1);
  await Promise.all(others.map(closeDb));
});

test("another name, config or data set is another experiment", async () => {
  const { datasetId: other } = await registerDataset(temp.db, sampleDataset(8));
  const base = { name: "a", config: { seed: 1 }, datasetId };
  const variants = [
    base,
    { ...base, name: "b" },
    { ...base, config: { seed: 2 } },
    { ...base, datasetId: other },
  ];
  for (const variant of variants) await createExperiment(temp.db, variant);
  const stored = await temp.db.experiment.findMany({ orderBy: { id: "asc" } });
  expect(stored.map(({ name, config }) => [name, config])).toEqual([
    ["a", '{"seed":1}'],
    ["b", '{"seed":1}'],
    ["a", '{"seed":2}'],
    ["a", '{"seed":1}'],
  ]);
});

test("the images left out are counted per experiment, as they were the last time", async () => {
  const base = { config: {}, datasetId };
  const a = await createExperiment(temp.db, { ...base, name: "a", numSkipped: 2 });
  await createExperiment(temp.db, { ...base, name: "b" });
  expect(await createExperiment(temp.db, { ...base, name: "a", numSkipped: 1 })).toBe(a);
  const stored = await temp.db.experiment.findMany({ orderBy: { id: "asc" } });
  expect(stored.map(({ numSkipped }) => numSkipped)).toEqual([1, 0]);
});

test("sorted JSON sorts keys at every depth and leaves lists alone", () => {
  expect(sortedJson({ b: [{ d: 1, c: null }, 2], a: "x" })).toBe(
    '{"a":"x","b":[{"c":null,"d":1},2]}',
  );
});
