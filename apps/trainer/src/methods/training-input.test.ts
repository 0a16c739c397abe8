import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { disposeNet, freezeStatistics, setHead, type TransferNet } from "@graft/core/tensor";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findTrainedPart } from "../backbone/find-trained-part.ts";
import { writeTinyBackbone } from "../backbone/testing/tiny-backbone.ts";
import { openEngine } from "../engine/open-engine.ts";
import { backboneOf, buildNet } from "./net.ts";
import { parameterGroups } from "./parameter-groups.ts";
import { ofType, tinyTask } from "./testing/tiny-task.ts";
import { trainNet } from "./train-net.ts";
import { fixedInput, pictureInput } from "./training-input.ts";
import type { MethodEvent } from "./transfer-method.ts";

const FROM = "block_2_dw";
const SETTINGS = {
  epochs: 2,
  batchSize: 8,
  weightDecay: 1e-4,
  warmupFraction: 0.1,
  flip: true,
  learningRate: 1e-3,
  headLearningRate: 1e-2,
};

let folder = "";
let model = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "graft-fixed-"));
  await openEngine("wasm");
  model = await writeTinyBackbone(folder, { seed: 7 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("cached outputs of fixed layers train the others as whole passes do, and leave the fixed ones alone", async () => {
  const before = tf.memory().numTensors;
  const cached = await trained({ useCache: true });
  const whole = await trained({ useCache: false });
  expect(cached.losses).toHaveLength(2);
  cached.losses.forEach((loss, epoch) => expect(loss).toBeCloseTo(whole.losses[epoch]!, 5));
  expect(cached.fixedBefore).toEqual(cached.fixedAfter);
  expect(cached.trainedBefore).not.toEqual(cached.trainedAfter);
  expect(tf.memory().numTensors).toBe(before);
});

async function trained({ useCache }: { useCache: boolean }) {
  const task = await tinyTask(model, { validation: new Int32Array() });
  const net = await buildNet(task);
  const { numFeatures } = backboneOf(task);
  setHead(net, { weights: new Float32Array(numFeatures * 2), bias: new Float32Array(2) });
  freezeStatistics(net.logits);
  const part = findTrainedPart(backboneOf(task), FROM);
  const signal = new AbortController().signal;
  const [fixedBefore, trainedBefore] = [kernelOf(net, "stem"), kernelOf(net, "block_2_pw")];
  const input = useCache
    ? await last(fixedInput(net, { task, part, flip: true }, signal))
    : pictureInput(net, task);
  const groups = parameterGroups(net, SETTINGS, part.layers);
  const training = { task, net, input, settings: SETTINGS, groups, microBatch: 8, started: 0 };
  const losses = await lossesOf(trainNet(training, signal));
  const [fixedAfter, trainedAfter] = [kernelOf(net, "stem"), kernelOf(net, "block_2_pw")];
  disposeNet(net);
  return { losses, fixedBefore, fixedAfter, trainedBefore, trainedAfter };
}

function kernelOf(net: TransferNet, layer: string): Float32Array {
  return net.logits.getLayer(layer).getWeights()[0]!.dataSync().slice() as Float32Array;
}

async function lossesOf(events: AsyncIterable<MethodEvent>): Promise<number[]> {
  const all: MethodEvent[] = [];
  for await (const event of events) all.push(event);
  return ofType(all, "epoch.finished").map(({ metrics }) => metrics["train/loss"]!);
}

/** What a generator returns. */
async function last<T>(steps: AsyncGenerator<unknown, T>): Promise<T> {
  for (;;) {
    const step = await steps.next();
    if (step.done) return step.value;
  }
}
