import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadBackbone } from "../backbone/load-backbone.ts";
import { writeTinyBackbone } from "../backbone/testing/tiny-backbone.ts";
import { openEngine } from "../engine/open-engine.ts";
import { smallerTask } from "./smaller-task.ts";
import { tinyTask } from "./testing/tiny-task.ts";

let folder = "";
let model = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "graft-smaller-"));
  await openEngine("wasm");
  model = await writeTinyBackbone(folder, { seed: 7 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function task(imageSize: number) {
  const config = { path: model, cut: "auto" };
  const backbone = await loadBackbone(
    { ...config, inputRange: [-1, 1] },
    { baseDir: "/", imageSize },
  );
  // Columns of 10 and 20, then 30 and 40 in the second image.
  const pixels = Uint8Array.from({ length: 2 * imageSize ** 2 * 3 }, (_, i) => {
    const x = Math.floor(i / 3) % imageSize;
    return (i < imageSize ** 2 * 3 ? 10 : 30) + 10 * (x % 2);
  });
  return { ...(await tinyTask(model)), imageSize, pixels, backbone };
}

test("half the side: each pixel is the mean of four; images that are not needed stay black", async () => {
  const small = await smallerTask(await task(128), Int32Array.of(1));
  expect([small.imageSize, small.backbone?.imageSize]).toEqual([64, 64]);
  expect(small.pixels).toHaveLength(2 * 64 * 64 * 3);
  expect(new Set(small.pixels.subarray(0, 64 * 64 * 3))).toEqual(new Set([0]));
  expect(new Set(small.pixels.subarray(64 * 64 * 3))).toEqual(new Set([35]));
});

test("images that are small already stay as they are", async () => {
  const whole = await task(96);
  expect(await smallerTask(whole, Int32Array.of(0, 1))).toBe(whole);
});
