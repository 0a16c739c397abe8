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
import type { InnerSplit } from "./inner-split.ts";
import { microBatchSize } from "./micro-batch.ts";
import { buildNet, imagesOf } from "./net.ts";
import { parameterGroups } from "./parameter-groups.ts";
import { trainNet } from "./train-net.ts";
import { imageInput } from "./training-input.ts";
import type { TrainingSettings } from "./training-settings.ts";
import type { MethodEvent, TransferTask } from "./transfer-method.ts";

export interface NewTraining extends InnerSplit {
  readonly settings: TrainingSettings;
  /** Of the run, in milliseconds of `performance.now()`. */
  readonly started: number;
}

/**
 * Trains the backbone's architecture from random weights, with BatchNorm in training mode.
 *
 * @returns The net; free it with `disposeNet`.
 */
export async function* trainAnew(
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
    message: `A batch of ${batchSize} images does not fit into this engine's memory: it is worked off in parts of at most ${microBatch}, and BatchNorm takes its statistics from each part.`,
  };
}
