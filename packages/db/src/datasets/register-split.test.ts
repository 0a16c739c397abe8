import { afterEach, beforeEach, expect, test } from "vitest";
import { closeDb, openDb } from "../open-db.ts";
import { sampleDataset } from "../testing/sample-run.ts";
import { type TempDb, tempDb } from "../testing/temp-db.ts";
import { registerDataset } from "./register-dataset.ts";
import { registerSplit, type SplitRecord, splitFingerprint } from "./register-split.ts";

let temp: TempDb;
let split: SplitRecord;
beforeEach(async () => {
  temp = await tempDb();
  const dataset = sampleDataset(4);
  const { datasetId, imageIds } = await registerDataset(temp.db, dataset);
  const hashes = dataset.images.map(({ hash }) => hash);
  const parts = ["train", "validation", "test", null] as const;
  split = { datasetId, imageIds, hashes, parts, seed: 1, repeat: 0 };
});
afterEach(() => temp.dispose());

test("a split keeps the part of each image that is used", async () => {
  const id = await registerSplit(temp.db, split);
  const members = await temp.db.splitMember.findMany({ where: { splitId: id } });
  expect(members.map(({ imageId, part }) => [imageId, part])).toEqual([
    [split.imageIds[0], "train"],
    [split.imageIds[1], "validation"],
    [split.imageIds[2], "test"],
  ]);
});

test("the same split is stored once, another one by itself, also by many at once", async () => {
  const others = await Promise.all([1, 2, 3].map(() => openDb({ path: temp.path })));
  const ids = await Promise.all(others.map((db) => registerSplit(db, split)));
  expect(new Set(ids).size).toBe(1);
  expect(await registerSplit(temp.db, { ...split, repeat: 1 })).not.toBe(ids[0]);
  const parts = ["test", "validation", "train", null] as const;
  expect(await registerSplit(temp.db, { ...split, parts })).not.toBe(ids[0]);
  expect(await temp.db.split.count()).toBe(3);
  await Promise.all(others.map(closeDb));
});

test("the fingerprint is of contents and parts, not of their order or of unused images", () => {
  const reversed = { hashes: [...split.hashes].reverse(), parts: [...split.parts].reverse() };
  expect(splitFingerprint(reversed)).toBe(splitFingerprint(split));
  const used = { hashes: split.hashes.slice(0, 3), parts: split.parts.slice(0, 3) };
  expect(splitFingerprint(used)).toBe(splitFingerprint(split));
});
