import { join } from "node:path";
import { expect, test } from "vitest";
import { loadDataset } from "../load-dataset.ts";
import { tempFolder } from "./sample-images.ts";
import { drawTinyImages } from "./tiny-images.ts";

async function draw(settings: { seed: number; numClasses: 2 | 3; perClass: number }) {
  const folder = await tempFolder();
  await drawTinyImages(join(folder, "tiny"), { side: 32, ...settings });
  return loadDataset(
    { kind: "folder", path: "tiny", imageSize: 32, onBadImage: "fail" },
    { baseDir: folder, cacheDir: join(folder, "cache") },
  );
}

test("a seed draws the same images again, another seed draws others", async () => {
  const settings = { seed: 3, numClasses: 3, perClass: 4 } as const;
  const set = await draw(settings);
  expect([set.classes, set.items.length]).toEqual([["blobs", "stripes", "weave"], 12]);
  expect(set.items.filter(({ source }) => source.endsWith(".png")).length).toBe(6);
  expect((await draw(settings)).fingerprint).toBe(set.fingerprint);
  expect((await draw({ ...settings, seed: 4 })).fingerprint).not.toBe(set.fingerprint);
});

test("the nearest other image, pixel by pixel, is often of the wrong class", async () => {
  const { items, pixels } = await draw({ seed: 1, numClasses: 2, perClass: 40 });
  const length = 32 * 32 * 3;
  const squaredDistance = (i: number, j: number) => {
    let sum = 0;
    for (let k = 0; k < length; k++)
      sum += (pixels[i * length + k]! - pixels[j * length + k]!) ** 2;
    return i === j ? Number.POSITIVE_INFINITY : sum;
  };
  const numRight = items.filter(({ label }, i) => {
    const distances = items.map((_, j) => squaredDistance(i, j));
    return items[distances.indexOf(Math.min(...distances))]?.label === label;
  }).length;
  expect(numRight / items.length).toBeLessThan(0.8);
});
