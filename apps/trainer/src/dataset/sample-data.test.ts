import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { ImageSet } from "./image-set.ts";
import { loadDataset } from "./load-dataset.ts";
import { tempFolder } from "./testing/sample-images.ts";

const DATA = fileURLToPath(new URL("../../../../../shared/data", import.meta.url));
const isHere = existsSync(DATA);
const SIDE = 32;

/** Mean absolute difference of two decoded images, in grey levels of 256. */
function difference(a: ImageSet, i: number, { b, j }: { b: ImageSet; j: number }): number {
  const length = SIDE * SIDE * 3;
  let sum = 0;
  for (let k = 0; k < length; k++) {
    sum += Math.abs(a.pixels[i * length + k]! - b.pixels[j * length + k]!);
  }
  return sum / length;
}

test.skipIf(!isHere)(
  "both forms of the sample hold the same 300 images (needs ../shared/data beside the project)",
  async () => {
    const options = { baseDir: DATA, cacheDir: await tempFolder() };
    const common = { imageSize: SIDE, onBadImage: "fail" as const };
    const tile: [number, number] = [224, 224];
    const mosaics = ["drawing", "photo"].map((label) => ({
      image: `mosaics/${label}s.jpg`,
      label,
      tile,
      keepEdges: false,
    }));
    const tiles = await loadDataset({ kind: "mosaic", mosaics, ...common }, options);
    const files = await loadDataset(
      { kind: "folder", path: "photo-vs-drawing", ...common },
      options,
    );
    for (const set of [tiles, files]) {
      expect(set.classes).toEqual(["drawing", "photo"]);
      expect(set.items.filter(({ label }) => label === 0).length).toBe(150);
      expect(set.items.length).toBe(300);
    }
    // Each tile's nearest image is one of its class, near, and nobody else's nearest.
    const taken = new Set<number>();
    for (const [i, { label }] of tiles.items.entries()) {
      const distances = files.items.map((_, j) => difference(tiles, i, { b: files, j }));
      const nearest = distances.indexOf(Math.min(...distances));
      expect(distances[nearest]).toBeLessThan(6);
      expect(files.items[nearest]?.label).toBe(label);
      taken.add(nearest);
    }
    expect(taken.size).toBe(300);
  },
);
