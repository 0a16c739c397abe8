import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MethodConfig, type MethodConfigOf } from "@graft/core/contract";
import {
  disposeNet,
  freezeStatistics,
  setHead,
  type TransferNet,
} from "@graft/core/learning/tensor";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findTrainedPart } from "../backbone/find-cut.ts";
import { writeTinyBackbone } from "../backbone/testing/tiny-backbone.ts";
import { openEngine } from "../engine/open-engine.ts";
import { buildNet } from "./evaluate-net.ts";
import { ofType, tinyTask } from "./testing/tiny-task.ts";
import { trainNet } from "./train-net.ts";
import { imageInput, partInput } from "./training-input.ts";
import { parameterGroups } from "./training-options.ts";
import type { MethodEvent } from "./transfer-method.ts";
import { backboneOf } from "./transfer-method.ts";

const FROM = "block_2_dw";
const PLAIN = {
  kind: "fine-tuned",
  epochs: 2,
  batchSize: 8,
  flip: true,
};
const CHANGED = { ...PLAIN, crop: 0.5, brightness: 0.2, colour: 0.2 };

let folder = "";
let model = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "graft-fixed-"));
  await openEngine("wasm");
  model = await writeTinyBackbone(folder, { seed: 7 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each([
  ["cached outputs of fixed layers train the others", PLAIN, 0],
  ["outputs of fixed layers for images changed at random train the others", CHANGED, 1],
])("%s as whole passes do, and leave the fixed ones alone", async (_, config, numLogs) => {
  const before = tf.memory().numTensors;
  const parts = await trained(config, { inParts: true });
  const whole = await trained(config, { inParts: false });
  expect(parts.losses).toHaveLength(2);
  parts.losses.forEach((loss, epoch) => expect(loss).toBeCloseTo(whole.losses[epoch]!, 5));
  expect(parts.fixedBefore).toEqual(parts.fixedAfter);
  expect(parts.trainedBefore).not.toEqual(parts.trainedAfter);
  expect(parts.logs.filter((text) => text.includes("at every step"))).toHaveLength(numLogs);
  expect(tf.memory().numTensors).toBe(before);
});

async function trained(config: object, { inParts }: { inParts: boolean }) {
  const parsed = MethodConfig.parse(config) as MethodConfigOf<"fine-tuned">;
  const settings = { ...parsed, learningRate: 1e-3, headLearningRate: 1e-2 };
  const task = await tinyTask(model, { validation: new Int32Array() });
  const net = await buildNet(task);
  const { numFeatures } = backboneOf(task);
  setHead(net, { weights: new Float32Array(numFeatures * 2), bias: new Float32Array(2) });
  freezeStatistics(net.logits);
  const part = findTrainedPart(backboneOf(task), FROM);
  const signal = new AbortController().signal;
  const [fixedBefore, trainedBefore] = [kernelOf(net, "stem"), kernelOf(net, "block_2_pw")];
  const logs: string[] = [];
  const input = inParts
    ? await last(partInput(net, { task, part, settings }, signal), logs)
    : imageInput(net, task);
  const groups = parameterGroups(net, settings, part.layers);
  const training = { task, net, input, settings, groups, microBatch: 8, started: 0 };
  const losses = await lossesOf(trainNet(training, signal));
  const [fixedAfter, trainedAfter] = [kernelOf(net, "stem"), kernelOf(net, "block_2_pw")];
  disposeNet(net);
  return { losses, logs, fixedBefore, fixedAfter, trainedBefore, trainedAfter };
}

function kernelOf(net: TransferNet, layer: string): Float32Array {
  return net.logits.getLayer(layer).getWeights()[0]!.dataSync().slice() as Float32Array;
}

async function lossesOf(events: AsyncIterable<MethodEvent>): Promise<number[]> {
  const all: MethodEvent[] = [];
  for await (const event of events) all.push(event);
  return ofType(all, "epoch.finished").map(({ metrics }) => metrics["train/loss"]!);
}

/** What a generator returns. @param logs Gets the messages of its logs. */
async function last<T>(steps: AsyncGenerator<MethodEvent, T>, logs: string[]): Promise<T> {
  for (;;) {
    const step = await steps.next();
    if (step.done) return step.value;
    if (step.value.type === "log") logs.push(step.value.message);
  }
}
