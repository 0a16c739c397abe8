import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MethodConfig } from "@graft/core/contract";
import { unpackCalibration } from "@graft/core/learning/model";
import * as tf from "@tensorflow/tfjs-core";
import { loadLayersModel } from "@tensorflow/tfjs-layers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeTinyBackbone } from "../backbone/testing/tiny-backbone.ts";
import { openEngine } from "../engine/open-engine.ts";
import { startMethod } from "./index.ts";
import { accuracyOf, collect, fileOf, ofType, tinyTask } from "./testing/tiny-task.ts";
import type { ModelEvent, TransferTask } from "./transfer-method.ts";

let folder = "";
let model = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "graft-methods-"));
  await openEngine("wasm");
  model = await writeTinyBackbone(folder, { seed: 7 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const training = { epochs: 2, batchSize: 8, flip: false, testFlip: false };
const rates = { learningRate: 1e-3, headLearningRate: 1e-2 };
const fineTuned = { kind: "fine-tuned", ...training, ...rates };
const scratch = { kind: "scratch", ...training, learningRate: 1e-2 };

/** @param config Over the defaults, and unchecked. */
function run(config: object, task: TransferTask, signal = new AbortController().signal) {
  const { kind } = config as MethodConfig;
  return startMethod({ ...MethodConfig.parse(kind), ...config } as MethodConfig, task, signal);
}

async function probabilities(config: object, seed: number): Promise<Float64Array> {
  const task = await tinyTask(model, { seed });
  const [event] = ofType(await collect(run(config, task)), "probabilities");
  return event!.probabilities;
}

describe.each([fineTuned, scratch])("$kind", (config) => {
  test("learns, and says how it goes", async () => {
    const task = await tinyTask(model);
    const events = await collect(run({ ...config, epochs: 6 }, task));
    const epochs = ofType(events, "epoch.finished");
    expect(epochs.map((event) => event.epoch)).toEqual(Array.from({ length: 6 }, (_, i) => i + 1));
    const [first, last] = [epochs[0]!.metrics, epochs.at(-1)!.metrics];
    expect(last["train/loss"]).toBeLessThan(first["train/loss"]!);
    expect(Object.keys(last).toSorted()).toEqual([
      "learning-rate",
      "train/accuracy",
      "train/loss",
      "validation/accuracy",
      "validation/loss",
    ]);
    expect(accuracyOf(events, task)).toBeGreaterThanOrEqual(10 / 12);
    expect(last["validation/accuracy"]).toBeGreaterThanOrEqual(5 / 6);
    const batches = ofType(events, "progress").filter((event) => event.phase === "training");
    expect(batches.filter((event) => event.epoch === 2).map((event) => event.done)).toEqual([
      8, 16, 24,
    ]);
    expect(batches.at(-1)?.secondsLeft).toBeCloseTo(0, 6);
  });

  test("the same seed gives the same bits, another seed others; nothing is leaked", async () => {
    const first = await probabilities(config, 1);
    const before = tf.memory().numTensors;
    expect(await probabilities(config, 1)).toEqual(first);
    expect(await probabilities(config, 2)).not.toEqual(first);
    expect(tf.memory().numTensors).toBe(before);
  });

  test("works without validation images", async () => {
    const task = await tinyTask(model, { validation: new Int32Array() });
    const events = await collect(run({ ...config, epochs: 1 }, task));
    const [epoch] = ofType(events, "epoch.finished");
    expect(Object.keys(epoch!.metrics)).not.toContain("validation/loss");
  });

  test("stops at the next batch when aborted, and frees its tensors", async () => {
    const task = await tinyTask(model);
    const before = tf.memory().numTensors;
    const controller = new AbortController();
    const events: string[] = [];
    const running = async () => {
      for await (const event of run(config, task, controller.signal)) {
        events.push(event.type);
        if (event.type === "progress" && event.phase === "training") controller.abort("enough");
      }
    };
    await expect(running()).rejects.toBe("enough");
    expect(events.at(-1)).toBe("progress");
    expect(tf.memory().numTensors).toBe(before);
  });

  test("a training that diverges says so and what to lower", async () => {
    const task = await tinyTask(model);
    const wild = { ...config, learningRate: 1e30, headLearningRate: 1e30, warmupFraction: 0 };
    await expect(collect(run(wild, task))).rejects.toMatchObject({
      code: "TRAINING_DIVERGED",
      message: expect.stringMatching(/became (NaN|Infinity) in epoch 1 of 2/) as string,
      hint: expect.stringContaining("learningRate") as string,
    });
  });

  test("leaves a model that plain tfjs loads and that predicts the same", async () => {
    const task = await tinyTask(model);
    const events = await collect(run(config, task));
    const expected = ofType(events, "probabilities")[0]!.probabilities;
    const loaded = await loadLayersModel(artifactsOf(ofType(events, "model")[0]!));
    const start = task.test[0]! * 32 * 32 * 3;
    const image = Array.from(
      task.pixels.subarray(start, start + 32 * 32 * 3),
      (v) => v / 127.5 - 1,
    );
    const found = loaded.predict(tf.tensor(image, [1, 32, 32, 3])) as tf.Tensor;
    for (const [k, value] of found.dataSync().entries()) {
      expect(value).toBeCloseTo(expected[k]!, 4);
    }
    tf.dispose([found, ...loaded.weights.map((weight) => weight.read())]);
  });
});

test("with validation images a net learns its own doubt from them", async () => {
  const task = await tinyTask(model);
  const validation = task.train.slice(-6);
  const events = await collect(
    run(fineTuned, { ...task, train: task.train.slice(0, -6), validation }),
  );
  const event = ofType(events, "model")[0]!;
  const json = new TextDecoder().decode(fileOf(event, "calibration.json"));
  const { by, scores, scope } = unpackCalibration({
    json,
    numbers: fileOf(event, "calibration.bin"),
  });
  expect([by, scores.length, scope!.distances.length]).toEqual(["validation", 6, 6]);
  const bare = { ...task, validation: new Int32Array() };
  const without = ofType(await collect(run(fineTuned, bare)), "model")[0]!;
  expect(without.files.map(({ name }) => name)).not.toContain("calibration.json");
});

test("scratch does not start from the pretrained weights, fine-tuned does", async () => {
  const task = await tinyTask(model);
  const still = { epochs: 1, learningRate: 1e-12, headLearningRate: 1e-12 };
  const weights = async (config: object) => {
    const [event] = ofType(await collect(run({ ...config, ...still }, task)), "model");
    return new Float32Array(fileOf(event!, "weights.bin").slice().buffer, 0, 200);
  };
  const pretrained = task.backbone!.weights[0]!.values.slice(0, 200);
  const distance = (other: Float32Array) =>
    Math.max(...pretrained.map((value, i) => Math.abs(value - other[i]!)));
  expect(distance(await weights(fineTuned))).toBeLessThan(1e-6);
  expect(distance(await weights(scratch))).toBeGreaterThan(0.1);
});

function artifactsOf({ files }: ModelEvent) {
  const { modelTopology, weightsManifest } = JSON.parse(
    new TextDecoder().decode(fileOf({ files }, "model.json")),
  );
  const weightSpecs = weightsManifest[0].weights;
  return tf.io.fromMemory({
    modelTopology,
    weightSpecs,
    weightData: fileOf({ files }, "weights.bin").slice().buffer,
  });
}
