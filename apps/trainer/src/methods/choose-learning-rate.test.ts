import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MethodConfig } from "@graft/core/contract";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeTinyBackbone } from "../backbone/testing/tiny-backbone.ts";
import { openEngine } from "../engine/open-engine.ts";
import { startMethod } from "./index.ts";
import { collect, ofType, tinyTask } from "./testing/tiny-task.ts";

let folder = "";
let model = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "graft-rate-"));
  await openEngine("wasm");
  model = await writeTinyBackbone(folder, { seed: 7 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(config: object) {
  const task = await tinyTask(model);
  const defaults = MethodConfig.parse({ kind: "scratch", epochs: 1, batchSize: 6 });
  // Unchecked, as no rate that a config may name makes so small a net diverge.
  const method = { ...defaults, ...config } as MethodConfig;
  return collect(startMethod(method, task, new AbortController().signal));
}

test("takes the rate that learns, not one that stands still or one that diverges; says how and at what cost", async () => {
  const before = tf.memory().numTensors;
  const events = await run({ learningRates: [1e-9, 3e-2, 1e30], searchEpochs: 3 });
  const [selection] = ofType(events, "selection");
  expect(selection!.by).toBe("inner-split");
  expect(selection!.candidates.map(({ chosen }) => chosen)).toEqual([false, true, false]);
  const [still, learns, wild] = selection!.candidates.map(({ logLoss }) => logLoss);
  expect(learns).toBeLessThan(Math.log(2));
  expect(still).toBeGreaterThan(learns!);
  expect(wild).toBeCloseTo(36.04, 1);
  expect(ofType(events, "log")[0]!.message).toMatch(
    /^Learning rate 0.03: .* on 6 training images held back, in 3 trainings of 3 epochs on 18 images of 32 pixels \([\d.]+ s\)\.$/,
  );
  // The trials are seen going on, and are no epochs of the run.
  expect(ofType(events, "epoch.finished")).toHaveLength(1);
  const phases = new Set(ofType(events, "progress").map(({ phase }) => phase));
  expect(phases).toContain("learning rate 1e-9 (1 of 3)");
  expect(tf.memory().numTensors).toBe(before);
});

test("a rate that is given, or the only one, is not searched for", async () => {
  for (const config of [{ learningRate: 1e-2 }, { learningRates: [1e-2] }]) {
    expect(ofType(await run(config), "selection")).toEqual([]);
  }
});
