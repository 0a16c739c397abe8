import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tfLayers from "@tensorflow/tfjs-layers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadBackbone } from "../backbone/open-backbone.ts";
import { writeModel, writeTinyBackbone } from "../backbone/testing/tiny-backbone.ts";
import { openEngine } from "../engine/open-engine.ts";
import { cutInnerSplit, smallerTask } from "./smaller-task.ts";
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
  const whole = await task(95);
  expect(await smallerTask(whole, Int32Array.of(0, 1))).toBe(whole);
});

test("a net whose map would shrink to a single cell keeps its images; one that pools its maps does not", async () => {
  const { layers, input, model: createModel } = tfLayers;
  const net = (numHalvings: number) => {
    const image = input({ shape: [96, 96, 3] });
    const strided = { filters: 2, kernelSize: 3, strides: 2, padding: "same" } as const;
    let map = image;
    for (let i = 0; i < numHalvings; i++) {
      map = layers.conv2d(strided).apply(map) as typeof image;
    }
    return createModel({
      inputs: image,
      outputs: layers.globalAveragePooling2d({}).apply(map) as typeof image,
    });
  };
  const sideOf = async (numHalvings: number) => {
    const created = net(numHalvings);
    const path = await writeModel(join(folder, `halved-${numHalvings}`), created);
    created.dispose();
    const config = { path, cut: "auto", inputRange: [-1, 1] } as const;
    const backbone = await loadBackbone(
      { ...config, inputRange: [-1, 1] },
      { baseDir: "/", imageSize: 96 },
    );
    return (await smallerTask({ ...(await task(96)), backbone }, Int32Array.of(0))).imageSize;
  };
  // 48 pixels leave 2 x 2 cells after five halvings (48, 24, 12, 6, 3, 2), one after six.
  expect([await sideOf(5), await sideOf(6)]).toEqual([48, 96]);
});

const cut = { fraction: 0.25, purpose: "test" };

test("holds back a part of each class, of the training images only", async () => {
  const whole = await tinyTask(null);
  const { task, held } = cutInnerSplit(whole, cut);
  expect(held).toHaveLength(6);
  expect([...task.train, ...held].toSorted((a, b) => a - b)).toEqual([...whole.train]);
  expect(held.filter((position) => whole.labels[position] === 1)).toHaveLength(3);
  expect([task.validation, task.test]).toEqual([whole.validation, whole.test]);
});

const held = async (changes: object, seed = 1) =>
  cutInnerSplit(await tinyTask(null, { seed }), { ...cut, ...changes }).held;

test("seed and purpose decide which", async () => {
  expect(await held({})).toEqual(await held({}));
  expect(await held({ purpose: "other" })).not.toEqual(await held({}));
  expect(await held({}, 2)).not.toEqual(await held({}));
});

test("copies and groups stay on one side", async () => {
  const units = Array.from({ length: 42 }, (_, i) => `unit-${Math.floor(i / 4)}`);
  const { task, held } = cutInnerSplit(await tinyTask(null, { units }), cut);
  const kept = new Set(Array.from(task.train, (position) => units[position]));
  expect(held.length).toBeGreaterThan(0);
  expect([...held].filter((position) => kept.has(units[position]!))).toEqual([]);
});

test("a fraction of 0 holds back nothing", async () => {
  const whole = await tinyTask(null);
  expect(cutInnerSplit(whole, { ...cut, fraction: 0 })).toEqual({
    task: whole,
    held: new Int32Array(),
  });
});

test("a class's only image is never held out; copies of one image stay together", async () => {
  const whole = await tinyTask(null);
  // One red image in training, and two blue ones that are copies.
  const labels = whole.labels.map((label, at) => (at < 24 ? Number(at === 3) : label));
  const units = whole.units.with(5, whole.units[4]!);
  for (let seed = 1; seed <= 8; seed++) {
    const { task: inner, held } = cutInnerSplit({ ...whole, labels, units, seed }, cut);
    expect([...inner.train]).toContain(3);
    expect(held.length).toBeGreaterThan(0);
    expect(held.includes(4)).toBe(held.includes(5));
    expect([...inner.train, ...held].sort((a, b) => a - b)).toEqual([...whole.train]);
  }
});
