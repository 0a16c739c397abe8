import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { closeDb, openDb } from "../open-db.ts";
import type { DatasetRecord, SplitRecord } from "../records.ts";
import { sampleDataset } from "../testing/sample-run.ts";
import { type TempDb, tempDb } from "../testing/temp-db.ts";
import { registerDataset, registerSplit, splitFingerprint } from "./register-dataset.ts";

let temp: TempDb;
beforeEach(async () => {
  temp = await tempDb();
});
afterEach(() => temp.dispose());

/** The data set, and the positions whose images were asked for. */
function watched(dataset: DatasetRecord): { dataset: DatasetRecord; encoded: number[] } {
  const encoded: number[] = [];
  const preview = async (position: number) => {
    encoded.push(position);
    return await dataset.preview(position);
  };
  return { dataset: { ...dataset, preview }, encoded };
}

function outOfMemory(): Promise<never> {
  return Promise.reject(new Error("no memory"));
}

test("a data set is stored with its classes, images and previews", async () => {
  const { datasetId, imageIds } = await registerDataset(temp.db, {
    ...sampleDataset(3),
    images: sampleDataset(3).images.map((image, index) =>
      index === 1 ? { ...image, tileX: 224, tileY: 0, group: "museum" } : image,
    ),
  });
  const stored = await temp.db.dataset.findUniqueOrThrow({
    where: { id: datasetId },
    include: {
      labels: { orderBy: { index: "asc" } },
      images: { orderBy: { position: "asc" }, include: { content: true, label: true } },
    },
  });
  expect(stored).toMatchObject({ name: "shapes", kind: "folder" });
  expect(stored.labels.map(({ name }) => name)).toEqual(["drawing", "photo"]);
  expect(stored.images.map(({ id }) => id)).toEqual(imageIds);
  expect(stored.images[1]).toMatchObject({
    position: 1,
    source: "1.png",
    tileX: 224,
    tileY: 0,
    groupName: "museum",
    label: { name: "photo" },
    content: { width: 32, height: 24, bytes: 1001 },
  });
  expect(stored.images.map(({ content }) => [...content.preview])).toEqual([
    [0, 1, 2, 3],
    [1, 1, 2, 3],
    [2, 1, 2, 3],
  ]);
});

test("the same content is stored and encoded once, and found by content after renaming", async () => {
  const first = await registerDataset(temp.db, sampleDataset(6));
  const { dataset, encoded } = watched(sampleDataset(6));
  const renamed = { ...dataset, images: [...dataset.images].reverse() };
  const again = await registerDataset(temp.db, renamed);
  expect(again).toEqual({
    datasetId: first.datasetId,
    imageIds: [...first.imageIds].reverse(),
  });
  expect(encoded).toEqual([]);
});

test("an image that two sets share is encoded once; a copy within a set is an image of its own", async () => {
  await registerDataset(temp.db, sampleDataset(4));
  const { dataset, encoded } = watched(sampleDataset(6));
  const copy = { ...dataset.images[5], source: "copy.png" } as (typeof dataset.images)[number];
  const images = [...dataset.images, copy];
  const { imageIds } = await registerDataset(temp.db, { ...dataset, images });
  expect(encoded).toEqual([4, 5]);
  expect(new Set(imageIds).size).toBe(7);
});

test("a larger image replaces a smaller one, never the other way round", async () => {
  const seen: number[] = [];
  for (const previewSide of [32, 224, 64]) {
    await registerDataset(temp.db, {
      ...sampleDataset(2),
      previewSide,
      preview: async () => {
        seen.push(previewSide);
        return new Uint8Array([previewSide]);
      },
    });
  }
  expect(seen).toEqual([32, 32, 224, 224]);
  const stored = await temp.db.imageContent.findMany();
  expect(stored.map(({ preview, previewSide }) => [...preview, previewSide])).toEqual([
    [224, 224],
    [224, 224],
  ]);
});

test("a fingerprint that names another set is an error, not a mix-up", async () => {
  await registerDataset(temp.db, sampleDataset(4));
  const swapped = { ...sampleDataset(4), classes: ["photo", "drawing"] };
  await expect(registerDataset(temp.db, swapped)).rejects.toThrow(/same fingerprint/);
  const other = { ...sampleDataset(6), fingerprint: sampleDataset(4).fingerprint };
  await expect(registerDataset(temp.db, other)).rejects.toThrow(/same fingerprint/);
});

test("a set whose image cannot be encoded is not stored", async () => {
  const unlucky = { ...sampleDataset(4), preview: outOfMemory };
  await expect(registerDataset(temp.db, unlucky)).rejects.toThrow("no memory");
  expect(await temp.db.dataset.count()).toBe(0);
});

test("many at once store one", async () => {
  const others = await Promise.all([1, 2, 3].map(() => openDb({ path: temp.path })));
  const registered = await Promise.all(others.map((db) => registerDataset(db, sampleDataset(20))));
  expect(new Set(registered.map(({ datasetId }) => datasetId)).size).toBe(1);
  expect(await temp.db.image.count()).toBe(20);
  expect(await temp.db.imageContent.count()).toBe(20);
  await Promise.all(others.map(closeDb));
});

test("thousands of images and classes fit", async () => {
  const many = sampleDataset(3000);
  const classes = Array.from({ length: 1200 }, (_, index) => `class ${index}`);
  const images = many.images.map((image, index) => ({ ...image, label: index % 1200 }));
  const { imageIds } = await registerDataset(temp.db, { ...many, classes, images });
  expect(new Set(imageIds).size).toBe(3000);
  expect(await temp.db.label.count()).toBe(1200);
});

describe("splits", () => {
  let split: SplitRecord;
  /** A split of a data set of four images. */
  beforeEach(async () => {
    const dataset = sampleDataset(4);
    const { datasetId, imageIds } = await registerDataset(temp.db, dataset);
    const hashes = dataset.images.map(({ hash }) => hash);
    const parts = ["train", "validation", "test", null] as const;
    split = { datasetId, imageIds, hashes, parts, seed: 1, repeat: 0 };
  });

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
});
