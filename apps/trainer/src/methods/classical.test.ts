import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MethodConfig } from "@graft/core/contract";
import { DESCRIPTION_FILE, openPredictor, parseDescription } from "@graft/core/learning/model";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeTinyBackbone } from "../backbone/testing/tiny-backbone.ts";
import { requireVectorMemory } from "../dataset/cache/require-memory.ts";
import { openEngine } from "../engine/open-engine.ts";
import { FeatureCache } from "./feature-cache.ts";
import { cachedFeatures } from "./frozen-features.ts";
import { startMethod } from "./index.ts";
import { accuracyOf, collect, fileOf, ofType, tinyTask } from "./testing/tiny-task.ts";
import type { MethodEvent } from "./transfer-method.ts";

let folder = "";
let model = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "graft-classical-"));
  await openEngine("wasm");
  model = await writeTinyBackbone(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const signal = new AbortController().signal;
const settings = { classifiers: ["logistic-regression", "k-nearest-neighbours"], folds: 3 };
const features = ["last-layer", "every-block"];
const frozen = { kind: "frozen-features", ...settings, features } as MethodConfig;
const raw = { kind: "raw-pixels", pixelSize: 8, ...settings } as MethodConfig;

test.each([frozen, raw])(
  "$kind chooses a classifier on the training images and applies it",
  async (config) => {
    const task = await tinyTask(model);
    const events = await collect(startMethod(config, task, signal));
    const [selection] = ofType(events, "selection");
    expect(selection?.candidates.filter((candidate) => candidate.chosen)).toHaveLength(1);
    expect(ofType(events, "probabilities")[0]?.probabilities).toHaveLength(24);
    expect(accuracyOf(events, task)).toBeGreaterThanOrEqual(10 / 12);
    const again = await collect(startMethod(config, await tinyTask(model), signal));
    expect(answerOf(again)).toEqual(answerOf(events));
  },
);

const answerOf = (events: readonly MethodEvent[]) =>
  ofType(events, "probabilities")[0]!.probabilities;

test("raw-pixels needs no backbone", async () => {
  const task = await tinyTask(null);
  const events = await collect(startMethod(raw, task, signal));
  expect(ofType(events, "probabilities")).toHaveLength(1);
});

test("an image goes through the backbone once, whatever methods ask for it", async () => {
  const task = await tinyTask(model);
  const first = await collect(startMethod(frozen, task, signal));
  expect(extractionIn(first).at(-1)).toMatchObject({
    phase: "features",
    done: 36,
    total: 36,
  });
  const before = tf.memory().numTensors;
  const second = await collect(startMethod(frozen, task, signal));
  expect(extractionIn(second)).toEqual([]);
  expect(tf.memory().numTensors).toBe(before);
  // What an image costs is known only to the run that computed its features.
  expect(ofType(first, "probabilities")[0]?.seconds).toBeGreaterThan(0);
  expect(ofType(second, "probabilities")[0]?.seconds).toBeUndefined();
  expect(answerOf(second)).toEqual(answerOf(first));
});

test("the next process reads what this one computed, and gets the same", async () => {
  const disk = { folder: join(folder, "features"), engine: "wasm" };
  const first = await collect(
    startMethod(frozen, await tinyTask(model, { features: new FeatureCache(disk) }), signal),
  );
  const next = await tinyTask(model, { features: new FeatureCache(disk) });
  const second = await collect(startMethod(frozen, next, signal));
  expect(extractionIn(first)).not.toEqual([]);
  expect(extractionIn(second)).toEqual([]);
  expect(answerOf(second)).toEqual(answerOf(first));
});

test("one pixel of one image changed: that image is computed again", async () => {
  const disk = { folder: join(folder, "changed"), engine: "wasm" };
  const task = await tinyTask(model, { features: new FeatureCache(disk) });
  await collect(startMethod(frozen, task, signal));
  const pixels = Uint8Array.from(task.pixels);
  pixels[5 * 32 * 32 * 3]! ^= 1;
  const next = await tinyTask(model, { features: new FeatureCache(disk), pixels });
  const events = await collect(startMethod(frozen, next, signal));
  expect(extractionIn(events).at(-1)).toMatchObject({ done: 1, total: 1 });
});

test("a cache that cannot be written is a warning, not a failure", async () => {
  const file = join(folder, "no-folder");
  await writeFile(file, "");
  const disk = { folder: file, engine: "wasm" };
  const task = await tinyTask(model, { features: new FeatureCache(disk) });
  const events = await collect(startMethod(frozen, task, signal));
  expect(ofType(events, "log")).toMatchObject([
    { level: "warning", message: expect.stringContaining("not kept") as string },
  ]);
  expect(ofType(events, "probabilities")).toHaveLength(1);
});

test("features are chosen among like classifiers, and only those that the config names", async () => {
  const both = await collect(startMethod(frozen, await tinyTask(model), signal));
  const [selection] = ofType(both, "selection");
  expect(new Set(selection!.candidates.map((candidate) => candidate.features))).toEqual(
    new Set(features),
  );
  const config = { ...frozen, features: ["every-block"] } as MethodConfig;
  const one = await collect(startMethod(config, await tinyTask(model), signal));
  const named = ofType(one, "selection")[0]!.candidates.map((candidate) => candidate.features);
  expect(new Set(named)).toEqual(new Set(["every-block"]));
});

test("the recipe of the features: other numbers here need another RECIPE in feature-store.ts", async () => {
  const task = await tinyTask(model);
  await collect(startMethod(frozen, task, signal));
  const { layout } = task.features.table(task.backbone!, task.pixels);
  expect(layout).toEqual({
    columns: 24 + 2 * (8 + 24),
    numLast: 24,
    coversLast: true,
    blocks: ["block_1_add", "block_2_pw_relu"],
  });
  const vector = task.features.table(task.backbone!, task.pixels).vector(0);
  const found = [0, 23, 24, 32, 40, 87].map((at) => Number(vector[at]!.toFixed(4)));
  expect(found).toMatchInlineSnapshot(`
    [
      0.0007,
      0.0074,
      0.0701,
      0.0734,
      0.0007,
      0.0082,
    ]
  `);
});

test("the features do not hang on which other images are computed with them", async () => {
  const [all, few] = [
    await tinyTask(model),
    await tinyTask(model, { train: Int32Array.of(5, 6, 7, 8, 9, 10) }),
  ];
  await collect(startMethod(frozen, all, signal));
  await collect(startMethod({ ...frozen, folds: 2 } as MethodConfig, few, signal));
  const position = Int32Array.of(7);
  expect(cachedFeatures(few, position)).toEqual(cachedFeatures(all, position));
});

test.each<[string, MethodConfig]>([
  ["the last layer", { ...frozen, features: ["last-layer"] } as MethodConfig],
  ["every block", { ...frozen, features: ["every-block"] } as MethodConfig],
  ["pixels", raw as MethodConfig],
])("the model of a classifier on %s judges images as the run did", async (_what, config) => {
  const task = await tinyTask(model);
  const events = await collect(startMethod(config, task, signal));
  const { files } = ofType(events, "model")[0]!;
  const read = (name: string) => fileOf({ files }, name);
  const description = parseDescription(new TextDecoder().decode(read(DESCRIPTION_FILE)));
  const predictor = await openPredictor(description, (name) => Promise.resolve(read(name)));
  const length = task.imageSize ** 2 * 3;
  const { probabilities } = ofType(events, "probabilities")[0]!;
  for (const [row, position] of task.test.entries()) {
    const image = task.pixels.subarray(position * length, (position + 1) * length);
    for (const [k, found] of (await predictor.predict(image)).entries()) {
      expect(found).toBeCloseTo(probabilities[row * 2 + k]!, 6);
    }
  }
  expect(description.classNames).toEqual(task.classNames);
  predictor.dispose();
});

function extractionIn(events: readonly MethodEvent[]): MethodEvent[] {
  return ofType(events, "progress").filter(({ phase }) => phase === "features");
}

test("vectors that no memory holds are refused before they are made", () => {
  const asked = { count: 1_000_000, columns: 256 * 256 * 3 };
  expect(() => requireVectorMemory(asked, "pixelSize")).toThrow(
    expect.objectContaining({
      code: "OUT_OF_MEMORY",
      message: expect.stringMatching(
        /^1,000,000 vectors of 196,608 numbers need 732\.4 GiB of memory; this machine has /,
      ),
      hint: "Lower pixelSize.",
    }),
  );
  expect(() => requireVectorMemory({ count: 300, columns: 3072 }, "pixelSize")).not.toThrow();
});
