import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MethodConfig } from "@graft/core/contract";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeTinyBackbone } from "../backbone/testing/tiny-backbone.ts";
import { openEngine } from "../engine/open-engine.ts";
import { cachedFeatures } from "./extract-features.ts";
import { startMethod } from "./index.ts";
import { accuracyOf, collect, ofType, tinyTask } from "./testing/tiny-task.ts";
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
const frozen = { kind: "frozen-features", ...settings } as MethodConfig;
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
    expect(ofType(again, "probabilities")).toEqual(ofType(events, "probabilities"));
  },
);

test("raw-pixels needs no backbone", async () => {
  const task = await tinyTask(null);
  const events = await collect(startMethod(raw, task, signal));
  expect(ofType(events, "probabilities")).toHaveLength(1);
});

test("a picture goes through the backbone once, whatever methods ask for it", async () => {
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
  expect(ofType(second, "probabilities")).toEqual(ofType(first, "probabilities"));
});

test("the features do not hang on which other pictures are computed with them", async () => {
  const [all, few] = [
    await tinyTask(model),
    await tinyTask(model, { train: Int32Array.of(5, 6, 7, 8, 9, 10) }),
  ];
  await collect(startMethod(frozen, all, signal));
  await collect(startMethod({ ...frozen, folds: 2 } as MethodConfig, few, signal));
  const position = Int32Array.of(7);
  expect(cachedFeatures(few, position)).toEqual(cachedFeatures(all, position));
});

test("a linear classifier is left behind as JSON that predicts the same", async () => {
  const task = await tinyTask(model);
  const config = { ...frozen, classifiers: ["logistic-regression"] } as MethodConfig;
  const events = await collect(startMethod(config, task, signal));
  const [file] = ofType(events, "model")[0]!.files;
  const saved = JSON.parse(new TextDecoder().decode(file!.bytes)) as {
    classNames: string[];
    weights: number[];
    bias: number[];
  };
  expect(saved.classNames).toEqual(task.classNames);
  const { data } = cachedFeatures(task, task.test.subarray(0, 1));
  const [first, second] = saved.bias.map(
    (bias, k) => bias + [...data].reduce((sum, x, d) => sum + x * saved.weights[d * 2 + k]!, 0),
  );
  const expected = 1 / (1 + Math.exp(second! - first!));
  expect(ofType(events, "probabilities")[0]!.probabilities[0]).toBeCloseTo(expected, 6);
});

function extractionIn(events: readonly MethodEvent[]): MethodEvent[] {
  return ofType(events, "progress").filter(({ phase }) => phase === "features");
}
