import type { MethodConfigOf } from "@graft/core/contract";
import {
  disposeNet,
  freezeStatistics,
  seedDropout,
  setHead,
  type TransferNet,
} from "@graft/core/tensor";
import { findTrainedPart } from "../backbone/find-trained-part.ts";
import { chooseClassifier } from "./choose-classifier.ts";
import { cachedFeatures, extractFeatures } from "./extract-features.ts";
import { finishNet } from "./finish-net.ts";
import { cutInnerSplit } from "./inner-split.ts";
import { microBatchSize } from "./micro-batch.ts";
import { backboneOf, buildNet } from "./net.ts";
import { parameterGroups } from "./parameter-groups.ts";
import { trainNet } from "./train-net.ts";
import { partInput, pictureInput } from "./training-input.ts";
import type { MethodEvent, TransferMethod, TransferTask } from "./transfer-method.ts";

/** Folds of the cross-validation that chooses the head's penalty. */
const FOLDS = 5;

/**
 * The pretrained net with a new head, all of it trained on: first the head alone, fitted to the frozen
 * features, so that a random head's gradients do not spoil the body; then every layer from `trainFrom` on,
 * the body slowly, with the statistics of BatchNorm fixed.
 *
 * @see Kumar et al. 2022, arXiv:2202.10054 ("LP-FT").
 */
export const fineTuned: TransferMethod<MethodConfigOf<"fine-tuned">> = async function* (
  settings,
  task,
  signal,
) {
  const started = performance.now();
  const net = await buildNet(task);
  try {
    const { stopEarly, trainFrom, l2sp, testFlip } = settings;
    const inner = cutInnerSplit(task, { fraction: stopEarly, purpose: "stop early" });
    yield* fitHead(net, inner.task, signal);
    freezeStatistics(net.logits);
    seedDropout(net.logits, task.seed);
    const part = trainFrom === null ? null : findTrainedPart(backboneOf(task), trainFrom);
    const input = part
      ? yield* partInput(net, { task: inner.task, part, settings }, signal)
      : pictureInput(net, task);
    const groups = parameterGroups(net, settings, part?.layers);
    const microBatch = microBatchSize(net, task);
    const parts = { ...inner, net, input, settings, groups, microBatch, l2sp };
    yield* trainNet({ ...parts, started }, signal);
    yield* finishNet(net, { task, testFlip }, signal);
  } finally {
    disposeNet(net);
  }
};

/** Logistic regression on the frozen features, its penalty chosen by cross-validation, as the head. */
async function* fitHead(
  net: TransferNet,
  task: TransferTask,
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, void> {
  const openNet = () => Promise.resolve(net);
  yield* extractFeatures(task, { positions: task.train, openNet }, signal);
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
  setHead(net, { weights: Float32Array.from(weights), bias: Float32Array.from(bias) });
}
