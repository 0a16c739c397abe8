import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MethodConfig } from "@graft/core/contract";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeTinyBackbone } from "../backbone/testing/tiny-backbone.ts";
import { openEngine } from "../engine/open-engine.ts";
import { startMethod } from "./index.ts";
import { accuracyOf, collect, fileOf, ofType, tinyTask } from "./testing/tiny-task.ts";
import type { MethodEvent, TransferTask } from "./transfer-method.ts";

let folder = "";
let model = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "graft-options-"));
  await openEngine("wasm");
  model = await writeTinyBackbone(folder, { seed: 7 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const short = { epochs: 2, batchSize: 8 };
const fineTuned = { kind: "fine-tuned", ...short, learningRate: 1e-3, headLearningRate: 1e-2 };
const scratch = { kind: "scratch", ...short, learningRate: 1e-2 };

const everything = {
  clipNorm: 1,
  labelSmoothing: 0.1,
  mixup: 0.2,
  averageWeights: 0.9,
  flip: true,
  crop: 0.6,
  brightness: 0.1,
  colour: 0.1,
  stopEarly: 0.25,
  testFlip: true,
};

function run(config: object, task: TransferTask): Promise<MethodEvent[]> {
  return collect(startMethod(MethodConfig.parse(config), task, new AbortController().signal));
}

async function probabilities(config: object): Promise<Float64Array> {
  const [event] = ofType(await run(config, await tinyTask(model)), "probabilities");
  return event!.probabilities;
}

/** The backbone's first weights after a training, and how far they are from where they were. */
async function movement(config: object): Promise<number> {
  const task = await tinyTask(model);
  const [event] = ofType(await run(config, task), "model");
  const start = task.backbone!.weights[0]!.values;
  const end = new Float32Array(fileOf(event!, "weights.bin").slice().buffer, 0, start.length);
  return Math.hypot(...start.map((value, i) => value - end[i]!));
}

describe.each([
  { ...fineTuned, ...everything, l2sp: 0.01, layerDecay: 0.5 },
  { ...fineTuned, ...everything, trainFrom: "block_2_dw", optimizer: "sgd" },
  { ...scratch, ...everything, learningRate: "auto", learningRates: [1e-3, 1e-2], searchEpochs: 1 },
])("$kind with everything switched on", (config) => {
  test("gives the same bits for the same seed and leaks nothing", async () => {
    const first = await probabilities(config);
    const before = tf.memory().numTensors;
    expect(await probabilities(config)).toEqual(first);
    expect(tf.memory().numTensors).toBe(before);
    for (let row = 0; row < first.length; row += 2) {
      expect(first[row]! + first[row + 1]!).toBeCloseTo(1, 9);
    }
  });
});

test.each([
  { labelSmoothing: 0.3 },
  { mixup: 1 },
  { averageWeights: 0.99 },
  { crop: 0.5 },
  { brightness: 0.3 },
  { colour: 0.5 },
  { testFlip: true },
  { l2sp: 10 },
  { layerDecay: 0.1 },
  { clipNorm: 1e-3, optimizer: "sgd" },
  { stopEarly: 0.25 },
])("%o is not without effect", async (option) => {
  const off = {
    testFlip: false,
    averageWeights: 0,
    ...("optimizer" in option && { optimizer: "sgd" }),
  };
  const plain = { ...fineTuned, ...off };
  expect(await probabilities({ ...plain, ...option })).not.toEqual(await probabilities(plain));
});

test("sgd with momentum learns too", async () => {
  const task = await tinyTask(model);
  const config = { ...scratch, epochs: 8, optimizer: "sgd", learningRate: 0.1 };
  const events = await run(config, task);
  const losses = ofType(events, "epoch.finished").map(({ metrics }) => metrics["train/loss"]!);
  expect(losses.at(-1)).toBeLessThan(losses[0]! / 2);
  expect(accuracyOf(events, task)).toBeGreaterThanOrEqual(10 / 12);
});

test("L2-SP keeps the body near its start, layer decay moves the lowest stage less", async () => {
  // Long enough for the pull to be felt, and without momentum, which would throw so small a net about.
  const steady = { optimizer: "sgd", momentum: 0, learningRate: 0.03, epochs: 6 };
  const plain = { ...fineTuned, ...steady, averageWeights: 0 };
  const far = await movement(plain);
  expect(await movement({ ...plain, l2sp: 10 })).toBeLessThan(far / 2);
  expect(await movement({ ...plain, layerDecay: 0.1 })).toBeLessThan(far / 2);
});

test("a clipped step of gradient descent is no longer than rate times norm", async () => {
  const still = { optimizer: "sgd", momentum: 0, weightDecay: 0, warmupFraction: 0 };
  const once = { epochs: 1, batchSize: 24, learningRate: 1, headLearningRate: 1 };
  const config = { ...fineTuned, ...still, ...once, clipNorm: 1e-3, averageWeights: 0 };
  const moved = await movement(config);
  expect(moved).toBeGreaterThan(0);
  expect(moved).toBeLessThanOrEqual(1e-3 * 1.001);
});

test("early stopping ends the training after the best epoch and keeps its weights", async () => {
  const task = await tinyTask(model);
  // Each epoch at such a rate throws the net about, so that its best one is not its last.
  const wild = { learningRate: 0.3, headLearningRate: 0.3, epochs: 12, warmupFraction: 0 };
  const config = { ...fineTuned, ...wild, stopEarly: 0.25, patience: 2, averageWeights: 0 };
  const events = await run(config, task);
  const losses = ofType(events, "epoch.finished").map(
    ({ metrics }) => metrics["inner-validation/loss"]!,
  );
  const best = losses.indexOf(Math.min(...losses)) + 1;
  expect(losses.length).toBeLessThan(12);
  expect(losses.length).toBe(best + 2);
  const logs = ofType(events, "log").map(({ message }) => message);
  expect(logs).toContainEqual(expect.stringContaining(`weights of epoch ${best} are kept`));
  const { done, total } = ofType(events, "progress").find((event) => event.phase === "training")!;
  expect([done, total]).toEqual([0, 18]);
});
