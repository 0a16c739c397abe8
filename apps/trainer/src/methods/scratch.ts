import type { MethodConfigOf } from "@graft/core/contract";
import {
  disposeNet,
  estimateStatistics,
  imageBatch,
  reinitialise,
  seedDropout,
  setMomentum,
  splitEvenly,
  type TransferNet,
} from "@graft/core/learning/tensor";
import { chooseLearningRate } from "./choose-learning-rate.ts";
import { buildNet, finishNet, imagesOf } from "./evaluate-net.ts";
import { cutInnerSplit, type InnerSplit } from "./smaller-task.ts";
import { trainNet } from "./train-net.ts";
import { imageInput } from "./training-input.ts";
import { parameterGroups, type TrainingSettings } from "./training-options.ts";
import { microBatchSize } from "./training-step.ts";
import {
  backboneOf,
  type MethodEvent,
  type TransferMethod,
  type TransferTask,
} from "./transfer-method.ts";

/** The rates that are searched lie around this one: AdamW on nets with BatchNorm from random weights. */
const CENTRE = 1e-2;
/** Cost of the search over that of the training: a net that starts from nothing is trained for long. */
const SEARCH_BUDGET = 0.15;

type Config = MethodConfigOf<"scratch">;

/**
 * The same net without what it had learnt: all weights drawn at random, trained in the same loop with a learning rate
 * chosen by the same search as the fine-tuned net's. It shows what the pretraining was worth.
 */
export const scratch: TransferMethod<Config> = async function* (config, task, signal) {
  const started = performance.now();
  const { stopEarly, testFlip } = config;
  const inner = cutInnerSplit(task, { fraction: stopEarly, purpose: "stop early" });
  const learningRate =
    config.learningRate === "auto"
      ? yield* searchRate(config, inner.task, signal)
      : config.learningRate;
  const settings = { ...config, learningRate };
  const net = yield* trainAnew({ ...inner, settings, started }, signal);
  try {
    yield* finishNet(net, { task, testFlip }, signal);
  } finally {
    disposeNet(net);
  }
};

function searchRate(
  settings: Config,
  task: TransferTask,
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, number> {
  const search = {
    method: settings.kind,
    settings,
    centre: CENTRE,
    budget: SEARCH_BUDGET,
    isCentreKnown: settings.optimizer === "adamw" && hasBatchNorm(task),
    open: async function* (small: TransferTask, epochs: number) {
      yield* [];
      const parts = { task: small, held: new Int32Array(), started: performance.now() };
      return (learningRate: number) => {
        const short = { ...settings, epochs, stopEarly: 0, learningRate };
        return trainAnew({ ...parts, settings: short }, signal);
      };
    },
  };
  return chooseLearningRate(task, search);
}

function hasBatchNorm(task: TransferTask): boolean {
  return JSON.stringify(backboneOf(task).topology).includes('"class_name":"BatchNormalization"');
}

interface NewTraining extends InnerSplit {
  readonly settings: TrainingSettings;
  /** Of the run, in milliseconds of `performance.now()`. */
  readonly started: number;
}

/**
 * Trains the backbone's architecture from random weights, with BatchNorm in training mode.
 *
 * @returns The net; free it with `disposeNet`.
 */
async function* trainAnew(
  { task, held, settings, started }: NewTraining,
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, TransferNet> {
  const net = await buildNet(task);
  try {
    reinitialise(net.probabilities, task.seed);
    seedDropout(net.logits, task.seed);
    const { learningRate, batchSize } = settings;
    const groups = parameterGroups(net, { learningRate, headLearningRate: learningRate });
    const microBatch = microBatchSize(net, task);
    if (microBatch < batchSize) yield describeParts(batchSize, microBatch);
    const restoreMomentum = setMomentum(net.logits, 0);
    const beforeStep = (step: number) => setMomentum(net.logits, momentumAt(step));
    const parts = { task, held, net, input: imageInput(net, task), settings, groups, microBatch };
    yield* trainNet({ ...parts, beforeStep, started }, signal);
    yield* settleStatistics(net, { task, batchSize: Math.min(batchSize, microBatch) }, signal);
    restoreMomentum();
    return net;
  } catch (error) {
    disposeNet(net);
    throw error;
  }
}

/**
 * A mean over all steps at first, over about the last ten later: the moving statistics that the
 * validation during training uses follow the quickly changing weights.
 */
function momentumAt(step: number): number {
  return Math.min(0.9, step / (step + 1));
}

/**
 * Replaces the moving statistics of BatchNorm by the statistics of the training images under the
 * final weights: what a hundred steps of moving averages hold belongs to weights that are gone.
 */
async function* settleStatistics(
  net: TransferNet,
  { task, batchSize }: { task: TransferTask; batchSize: number },
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, void> {
  for (const [start, end] of splitEvenly(task.train.length, batchSize)) {
    signal.throwIfAborted();
    const images = imageBatch(imagesOf(task), task.train.subarray(start, end));
    estimateStatistics(net.logits, images, start);
    images.dispose();
  }
  yield {
    type: "log",
    level: "info",
    message: `BatchNorm statistics measured on the ${task.train.length} training images under the final weights.`,
  };
}

function describeParts(batchSize: number, microBatch: number): MethodEvent {
  return {
    type: "log",
    level: "warning",
    message: `A batch of ${batchSize} images does not fit into this engine's memory: it is split into micro-batches of at most ${microBatch}, and BatchNorm takes its statistics from each of them.`,
  };
}
