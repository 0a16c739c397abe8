import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { DatasetConfigOf } from "@graft/core/contract";
import { expect, test } from "vitest";
import { loadDataset } from "../load-dataset.ts";
import { tempFolder } from "../testing/sample-images.ts";

const CONFIG: DatasetConfigOf<"generated"> = {
  kind: "generated",
  seed: 4,
  perClass: 15,
  as: "images",
  imageSize: 56,
  onBadImage: "fail",
};

/** Every image as text, sorted. */
function imagesOf({ pixels }: { pixels: Uint8Array }): string[] {
  const length = 56 * 56 * 3;
  return Array.from({ length: 30 }, (_, i) =>
    Buffer.from(pixels.subarray(i * length, (i + 1) * length)).toString("base64"),
  ).sort();
}

test("draws the images once, and the mosaics hold the same ones", async () => {
  const folder = await tempFolder();
  const load = async (config: typeof CONFIG) => {
    let drawnOrDecoded = 0;
    const set = await loadDataset(config, {
      baseDir: folder,
      cacheDir: join(folder, "cache"),
      onProgress: () => (drawnOrDecoded += 1),
    });
    return { set, drawnOrDecoded };
  };
  const first = await load(CONFIG);
  expect(first.set.classes).toEqual(["drawing-like", "photo-like"]);
  expect(first.set.items).toHaveLength(30);
  expect(first.set.kind).toBe("generated");
  expect(first.set.items[0]).toMatchObject({ width: 224, height: 224, tile: null });

  const again = await load(CONFIG);
  expect(again.drawnOrDecoded).toBe(0);
  expect(again.set.fingerprint).toBe(first.set.fingerprint);

  const mosaics = await load({ ...CONFIG, as: "mosaics" });
  expect(mosaics.set.items[0]!.tile).not.toBeNull();
  expect(imagesOf(mosaics.set)).toEqual(imagesOf(first.set));

  const kept = await readdir(join(folder, "cache", "generated"));
  expect(kept.sort()).toEqual(["scenes-1-seed-4-15-images", "scenes-1-seed-4-15-mosaics"]);
});

test("leaves nothing behind when it is stopped", async () => {
  const folder = await tempFolder();
  const controller = new AbortController();
  const loading = loadDataset(CONFIG, {
    baseDir: folder,
    cacheDir: join(folder, "cache"),
    signal: controller.signal,
    onProgress: () => controller.abort(new Error("stopped")),
  });
  await expect(loading).rejects.toThrow("stopped");
  const kept = await readdir(join(folder, "cache", "generated")).catch(() => []);
  expect(kept).toEqual([]);
});
