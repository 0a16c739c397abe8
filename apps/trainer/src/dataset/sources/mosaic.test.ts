import { expect, test } from "vitest";
import { gradient, tempFolder, writeFiles } from "../testing/sample-images.ts";
import { listMosaics, tilesOf } from "./mosaic.ts";

const places = (
  size: [number, number],
  mosaic: Partial<Parameters<typeof tilesOf>[1]> = {},
): string[] => {
  const settings = { image: "m.png", tile: [10, 10] as [number, number], keepEdges: false };
  const [width, height] = size;
  return tilesOf({ width, height }, { ...settings, ...mosaic }, "dataset.mosaics[0]").map(
    (tile) => `${tile.x},${tile.y} ${tile.width}x${tile.height}`,
  );
};

test("drops incomplete tiles at the edges", () => {
  expect(places([29, 20])).toEqual(["0,0 10x10", "10,0 10x10", "0,10 10x10", "10,10 10x10"]);
});

test("keeps incomplete tiles as they are when asked to", () => {
  expect(places([29, 12], { keepEdges: true })).toEqual([
    "0,0 10x10",
    "10,0 10x10",
    "20,0 9x10",
    "0,10 10x2",
    "10,10 10x2",
    "20,10 9x2",
  ]);
});

test("an offset overlaps tiles or leaves gaps", () => {
  expect(places([25, 10], { offset: [5, 10] })).toEqual([
    "0,0 10x10",
    "5,0 10x10",
    "10,0 10x10",
    "15,0 10x10",
  ]);
  expect(places([25, 10], { offset: [12, 10], keepEdges: true })).toEqual([
    "0,0 10x10",
    "12,0 10x10",
    "24,0 1x10",
  ]);
  // The tile at 20 reaches the edge: one at 25 would only repeat pixels.
  expect(places([30, 10], { offset: [5, 10], keepEdges: true }).at(-1)).toBe("20,0 10x10");
});

test("an image smaller than a tile, and one with far too many, are refused", () => {
  expect(() => places([9, 30])).toThrow(
    expect.objectContaining({ code: "DATASET_EMPTY", message: expect.stringContaining("9 x 30") }),
  );
  expect(places([9, 8], { keepEdges: true })).toEqual(["0,0 9x8"]);
  expect(() => places([4000, 4000], { offset: [1, 1] })).toThrow(
    expect.objectContaining({ code: "DATASET_INVALID" }),
  );
});

test("tiles that overlap form one group per image", async () => {
  const folder = await tempFolder();
  await writeFiles(folder, {
    "a/one.png": await gradient(30, 20).png().toBuffer(),
    "b/two.png": await gradient(30, 20, 1).png().toBuffer(),
  });
  const common = { tile: [10, 10] as [number, number], keepEdges: false };
  const mosaics = [
    { image: "a/one.png", label: "one", ...common },
    { image: "b/two.png", label: "two", ...common, offset: [5, 10] as [number, number] },
  ];
  const config = { kind: "mosaic" as const, imageSize: 16, onBadImage: "fail" as const, mosaics };
  const { images, root } = await listMosaics(config, folder);
  expect(root).toBe(folder);
  expect(images.length).toBe(6 + 10);
  expect(new Set(images.map(({ source, group }) => `${source} ${group}`))).toEqual(
    new Set(["a/one.png null", "b/two.png b/two.png"]),
  );
});

test("the same image twice is refused", async () => {
  const folder = await tempFolder();
  await writeFiles(folder, { "one.png": await gradient(30, 20).png().toBuffer() });
  const tile: [number, number] = [10, 10];
  const mosaics = ["a", "b"].map((label) => ({ image: "one.png", label, tile, keepEdges: false }));
  const config = { kind: "mosaic" as const, imageSize: 16, onBadImage: "fail" as const, mosaics };
  await expect(listMosaics(config, folder)).rejects.toMatchObject({ code: "DATASET_INVALID" });
});
