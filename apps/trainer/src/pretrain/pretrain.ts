import { createRng, deriveSeed } from "@graft/core/analysis/random";
import type { PretrainConfig, RunEvent } from "@graft/core/contract";
import { AppError } from "@graft/core/contract/errors";
import {
  AdamW,
  attachHead,
  batchGradient,
  disposeNet,
  epochBatches,
  rateFactor,
  reinitialise,
  type TransferNet,
  trainableVariables,
} from "@graft/core/learning/tensor";
import { type ImagesPlan, numImages, programOf } from "../drawing/images-plan.ts";
import { installFastLayers } from "../engine/ops/install-fast-layers.ts";
import { valueAndGradients } from "../engine/ops/value-and-gradients.ts";
import { Speedometer } from "../methods/evaluate-net.ts";
import type { MethodEvent } from "../methods/transfer-method.ts";
import { buildPretrainNet } from "./build-pretrain-net.ts";
import {
  type BestEpoch,
  type Checkpoint,
  modelFiles,
  readCheckpoint,
  readWeightsOf,
  writeCheckpoint,
  writeWeightsTo,
} from "./checkpoint.ts";
import { cropBatch, type ImageStore } from "./image-store.ts";
import { probe, type UnseenImages } from "./probe.ts";

export interface Pretraining {
  readonly config: PretrainConfig;
  readonly plan: ImagesPlan;
  readonly store: ImageStore;
  readonly unseen: UnseenImages;
  readonly checkpoint: {
    readonly file: string;
    /** Of everything that decides the weights. */
    readonly key: string;
  };
}

type EpochEvent = Extract<RunEvent, { type: "epoch.finished" }>;

/**
 * Trains a net to tell programs apart, epoch by epoch, each followed by a probe on unseen programs and a
 * checkpoint. Goes on from a checkpoint where there is one, to the same weights in the end.
 *
 * Yields the probe's answers and the backbone of the best epoch as files.
 *
 * @throws {AppError} TRAINING_DIVERGED, DISK_FULL or OUTPUT_NOT_WRITABLE; the signal's reason when aborted.
 */
export async function* pretrain(
  job: Pretraining,
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, void> {
  const { config, plan, unseen } = job;
  installFastLayers();
  const backbone = buildPretrainNet(config.net);
  const net = attachHead(backbone, plan.programs);
  reinitialise(net.probabilities, config.seed);
  const { learningRate, weightDecay, epochs } = config.training;
  const found = await readCheckpoint(job.checkpoint.file, job.checkpoint.key);
  if (found) writeWeightsTo(net.probabilities, found.weights);
  const variables = trainableVariables(net.logits);
  const optimizer = new AdamW([{ variables, learningRate }], { weightDecay });
  if (found) optimizer.restore(found.optimizer);
  const history: EpochEvent[] = [...(found?.history ?? [])];
  let best: BestEpoch | null = found?.best ?? null;
  const before = found?.seconds ?? 0;
  const started = performance.now();
  const secondsSoFar = () => before + (performance.now() - started) / 1000;
  try {
    if (found) {
      yield* history;
      yield {
        type: "log",
        level: "info",
        message: `Goes on after epoch ${found.epoch} of ${epochs}.`,
      };
    }
    for (let epoch = (found?.epoch ?? 0) + 1; epoch <= epochs; epoch++) {
      const trained = yield* trainEpoch(job, { net, optimizer, epoch }, signal);
      const { accuracy: score } = await probe(net, unseen, signal);
      const event: EpochEvent = {
        type: "epoch.finished",
        epoch,
        epochs,
        metrics: { ...trained.metrics, "probe/accuracy": score },
        imagesPerSecond: trained.imagesPerSecond,
        seconds: secondsSoFar(),
      };
      history.push(event);
      if (!best || score > best.score) {
        best = { epoch, score, weights: await readWeightsOf(backbone) };
      }
      await writeCheckpoint(job.checkpoint.file, {
        key: job.checkpoint.key,
        epoch,
        seconds: secondsSoFar(),
        weights: await readWeightsOf(net.probabilities),
        optimizer: await optimizer.state(),
        best,
        history,
      } satisfies Checkpoint);
      yield event;
    }
    writeWeightsTo(backbone, best!.weights);
    yield {
      type: "log",
      level: "info",
      message: `Keeps epoch ${best!.epoch}, the best on unseen programs (probe accuracy ${(100 * best!.score).toFixed(1)} %).`,
    };
    yield {
      type: "probabilities",
      probabilities: (await probe(net, unseen, signal)).probabilities,
    };
    yield { type: "model", files: await modelFiles(backbone, config) };
  } finally {
    optimizer.dispose();
    disposeNet(net);
  }
}

interface EpochState {
  readonly net: TransferNet;
  readonly optimizer: AdamW;
  /** 1-based. */
  readonly epoch: number;
}

async function* trainEpoch(
  { config, plan, store }: Pretraining,
  { net, optimizer, epoch }: EpochState,
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, { metrics: Record<string, number>; imagesPerSecond: number }> {
  const { epochs, batchSize, learningRate, warmupFraction } = config.training;
  const total = numImages(plan);
  const positions = Int32Array.from({ length: total }, (_, i) => i);
  const batches = epochBatches(positions, { batchSize, flip: false, seed: config.seed, epoch });
  const rng = createRng(deriveSeed(config.seed, "crop", epoch));
  const options = { variables: optimizer.variables, microBatch: batchSize };
  const speed = new Speedometer(total * (epochs - epoch + 1));
  const sums = { loss: 0, correct: 0, done: 0 };
  let factor = 0;
  for (const [index, batch] of batches.entries()) {
    signal.throwIfAborted();
    const step = (epoch - 1) * batches.length + index;
    factor = rateFactor(step, { totalSteps: epochs * batches.length, warmupFraction });
    const crop = { stored: plan.size, size: config.net.imageSize, rng };
    const images = cropBatch(store, batch.positions, crop);
    const labels = batch.positions.map((position) => programOf(plan, position));
    const result = await batchGradient(
      net.logits,
      { inputs: images, labels },
      { ...options, differentiate: valueAndGradients },
    );
    images.dispose();
    optimizer.step(result.gradient, factor);
    result.gradient.dispose();
    sums.loss += result.lossSum;
    sums.correct += result.numCorrect;
    sums.done += labels.length;
    if (!Number.isFinite(sums.loss)) throw diverged(epoch, learningRate);
    yield {
      type: "progress",
      phase: "training",
      done: sums.done,
      total,
      epoch,
      epochs,
      loss: sums.loss / sums.done,
      accuracy: sums.correct / sums.done,
      ...speed.add(labels.length),
    };
  }
  const metrics = {
    "train/loss": sums.loss / sums.done,
    "train/accuracy": sums.correct / sums.done,
    "learning-rate": factor * learningRate,
  };
  return { metrics, imagesPerSecond: sums.done / speed.seconds };
}

function diverged(epoch: number, learningRate: number): AppError {
  return new AppError({
    code: "TRAINING_DIVERGED",
    message: `The training loss became NaN in epoch ${epoch}.`,
    hint: `Lower training.learningRate (it is ${learningRate}).`,
  });
}
