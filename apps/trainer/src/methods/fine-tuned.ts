import type { MethodConfigOf } from "@graft/core/contract";
import {
  disposeNet,
  freezeStatistics,
  seedDropout,
  setHead,
  type TransferNet,
} from "@graft/core/learning/tensor";
import { findTrainedPart } from "../backbone/find-cut.ts";
import { chooseClassifier } from "./choose-classifier.ts";
import { chooseLearningRate } from "./choose-learning-rate.ts";
import { buildNet, finishNet } from "./evaluate-net.ts";
import { cachedFeatures, extractFeatures } from "./frozen-features.ts";
import { cutInnerSplit, type InnerSplit } from "./smaller-task.ts";
import { trainNet } from "./train-net.ts";
import { imageInput, partInput } from "./training-input.ts";
import { parameterGroups } from "./training-options.ts";
import { microBatchSize } from "./training-step.ts";
import {
  backboneOf,
  type MethodEvent,
  type TransferMethod,
  type TransferTask,
} from "./transfer-method.ts";

/** Folds of the cross-validation that chooses the head's penalty. */
const FOLDS = 5;
/** Rate of the head over that of the body, and where that stops: a fitted head needs no more. */
const HEAD_FACTOR = 10;
const HEAD_LIMIT = 1e-3;
/** Cost of the search over that of the training. */
const SEARCH_BUDGET = 1;

type Config = MethodConfigOf<"fine-tuned">;
type Head = Parameters<typeof setHead>[1];

/**
 * The pretrained net with a new head, all of it trained on: first the head alone, fitted to the frozen
 * features, so that a random head's gradients do not spoil the body; then every layer from `trainFrom` on,
 * the body slowly, with the statistics of BatchNorm fixed.
 *
 * @see Kumar et al. 2022, arXiv:2202.10054 ("LP-FT").
 */
export const fineTuned: TransferMethod<Config> = async function* (config, task, signal) {
  const started = performance.now();
  const { stopEarly, testFlip } = config;
  const inner = cutInnerSplit(task, { fraction: stopEarly, purpose: "stop early" });
  const learningRate =
    config.learningRate === "auto"
      ? yield* searchRate(config, inner.task, signal)
      : config.learningRate;
  const head = yield* fitHead(inner.task, signal);
  const settings = { ...config, learningRate };
  const net = yield* trainOn({ ...inner, settings, head, started }, signal);
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
    centre: backboneOf(task).fineTuningRate,
    budget: SEARCH_BUDGET,
    isCentreKnown: false, // it differs from net to net
    open: async function* (small: TransferTask, epochs: number) {
      const head = yield* fitHead(small, signal);
      const parts = { task: small, held: new Int32Array(), head, started: performance.now() };
      return (learningRate: number) => {
        const short = { ...settings, epochs, stopEarly: 0, learningRate };
        return trainOn({ ...parts, settings: short }, signal);
      };
    },
  };
  return chooseLearningRate(task, search);
}

interface FineTuning extends InnerSplit {
  readonly settings: Config & { readonly learningRate: number };
  /** Fitted to the frozen features of the same training images. */
  readonly head: Head;
  /** Of the run, in milliseconds of `performance.now()`. */
  readonly started: number;
}

/** Trains the pretrained net on, from a fitted head. @returns The net; free it with `disposeNet`. */
async function* trainOn(
  { task, held, settings, head, started }: FineTuning,
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, TransferNet> {
  const { trainFrom, l2sp } = settings;
  const net = await buildNet(task);
  try {
    setHead(net, head);
    freezeStatistics(net.logits);
    seedDropout(net.logits, task.seed);
    const part = trainFrom === null ? null : findTrainedPart(backboneOf(task), trainFrom);
    const input = part
      ? yield* partInput(net, { task, part, settings }, signal)
      : imageInput(net, task);
    const groups = parameterGroups(net, ratesOf(settings), part?.layers);
    const microBatch = microBatchSize(net, task);
    const parts = { task, held, net, input, settings, groups, microBatch, l2sp };
    yield* trainNet({ ...parts, started }, signal);
    return net;
  } catch (error) {
    disposeNet(net);
    throw error;
  }
}

function ratesOf({ learningRate, headLearningRate, layerDecay }: FineTuning["settings"]) {
  const followed = Math.max(learningRate, Math.min(HEAD_FACTOR * learningRate, HEAD_LIMIT));
  return { learningRate, headLearningRate: headLearningRate ?? followed, layerDecay };
}

/** Logistic regression on the frozen features, its penalty chosen by cross-validation, as the head. */
async function* fitHead(
  task: TransferTask,
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, Head> {
  const nets: TransferNet[] = [];
  const openNet = async () => {
    nets.push(await buildNet(task));
    return nets[0]!;
  };
  try {
    yield* extractFeatures(task, { positions: task.train, openNet }, signal);
  } finally {
    for (const net of nets) disposeNet(net);
  }
  const featureSets = [{ name: "last-layer", features: cachedFeatures(task, task.train) }];
  // One shared scale may need large weights, whose gradients throw the body about.
  const scalings = ["own"] as const;
  const choice = {
    featureSets,
    classifiers: ["logistic-regression"],
    scalings,
    folds: FOLDS,
  } as const;
  const { linear } = yield* chooseClassifier(task, choice, signal);
  const { weights, bias } = linear!;
  return { weights: Float32Array.from(weights), bias: Float32Array.from(bias) };
}
