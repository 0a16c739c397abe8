import type { MethodConfigOf } from "@graft/core/contract";
import { AppError } from "@graft/core/errors";
import { accuracy, mostProbable } from "@graft/core/metrics";
import {
  AdamW,
  type Batch,
  batchGradient,
  epochBatches,
  type ParameterGroup,
  rateFactor,
  type TransferNet,
} from "@graft/core/tensor";
import { valueAndGradients } from "../engine/ops/value-and-gradients.ts";
import { predict } from "./predict.ts";
import { Speedometer } from "./speedometer.ts";
import type { TrainingInput } from "./training-input.ts";
import type { MethodEvent, TransferTask } from "./transfer-method.ts";

type TrainingSettings = Omit<MethodConfigOf<"scratch">, "kind">;

export interface Training {
  readonly task: TransferTask;
  readonly net: TransferNet;
  readonly input: TrainingInput;
  readonly settings: TrainingSettings;
  /** What is trained, with its peak learning rates. */
  readonly groups: readonly ParameterGroup[];
  /** Pictures per pass; a larger batch is worked off in parts. */
  readonly microBatch: number;
  /** Called before each step, counted from 0. */
  readonly beforeStep?: (step: number) => void;
  /** Of the run, in milliseconds of `performance.now()`. */
  readonly started: number;
}

/** Trains the net in place, epoch by epoch. @throws {AppError} TRAINING_DIVERGED. */
export async function* trainNet(
  training: Training,
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, void> {
  const { task, settings, groups } = training;
  const { epochs, batchSize, flip, weightDecay } = settings;
  const optimizer = new AdamW(groups, { weightDecay });
  const total = task.train.length;
  const speed = new Speedometer(epochs * total);
  yield { type: "progress", phase: "training", done: 0, total, ...speed.add(0) };
  try {
    let step = 0;
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const batches = epochBatches(task.train, { batchSize, flip, seed: task.seed, epoch });
      const epochStart = performance.now();
      const totals = { loss: 0, correct: 0, done: 0 };
      let factor = 0;
      for (const batch of batches) {
        signal.throwIfAborted();
        factor = rateFactor(step, { ...settings, totalSteps: epochs * batches.length });
        training.beforeStep?.(step);
        const result = await trainBatch(training, { optimizer, batch, factor });
        step += 1;
        totals.loss += result.lossSum;
        totals.correct += result.numCorrect;
        totals.done += batch.positions.length;
        checkLoss(totals.loss, { epoch, step, settings });
        yield {
          type: "progress",
          phase: "training",
          done: totals.done,
          total,
          epoch,
          epochs,
          loss: totals.loss / totals.done,
          accuracy: totals.correct / totals.done,
          ...speed.add(batch.positions.length),
        };
      }
      const imagesPerSecond = totals.done / ((performance.now() - epochStart) / 1000);
      const validation = yield* validate(training, signal);
      yield {
        type: "epoch.finished",
        epoch,
        epochs,
        metrics: {
          "train/loss": totals.loss / totals.done,
          "train/accuracy": totals.correct / totals.done,
          ...validation,
          "learning-rate": factor * settings.learningRate,
        },
        imagesPerSecond,
        seconds: (performance.now() - training.started) / 1000,
      };
    }
  } finally {
    optimizer.dispose();
  }
}

async function trainBatch(
  { task, input, microBatch }: Training,
  { optimizer, batch, factor }: { optimizer: AdamW; batch: Batch; factor: number },
): Promise<{ lossSum: number; numCorrect: number }> {
  const inputs = input.batch(batch);
  const labels = batch.positions.map((position) => task.labels[position]!);
  const result = await batchGradient(
    input.net,
    { inputs, labels },
    { variables: optimizer.variables, microBatch, differentiate: valueAndGradients },
  );
  if (Number.isFinite(result.lossSum)) optimizer.step(result.gradient, factor);
  inputs.dispose();
  result.gradient.dispose();
  return result;
}

/** Loss and accuracy on the pictures held back to watch training; nothing where there are none. */
async function* validate(
  { task, net }: Training,
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, Record<string, number>> {
  const { validation: positions, labels } = task;
  if (positions.length === 0) return {};
  const numClasses = task.classNames.length;
  const probabilities = yield* predict(net, { task, positions, phase: "validation" }, signal);
  const truth = positions.map((position) => labels[position]!);
  let loss = 0;
  for (const [index, label] of truth.entries()) {
    const ofTruth = probabilities[index * numClasses + label]!;
    loss -= Math.log(Math.max(ofTruth, Number.MIN_VALUE));
  }
  return {
    "validation/loss": loss / positions.length,
    "validation/accuracy": accuracy(truth, mostProbable(probabilities, numClasses)),
  };
}

function checkLoss(
  loss: number,
  { epoch, step, settings }: { epoch: number; step: number; settings: TrainingSettings },
): void {
  if (Number.isFinite(loss)) return;
  throw new AppError({
    code: "TRAINING_DIVERGED",
    message: `The training loss became ${loss} in epoch ${epoch} of ${settings.epochs}, at step ${step}.`,
    hint: `Lower learningRate (it is ${settings.learningRate}), for instance to ${settings.learningRate / 10}.`,
  });
}
