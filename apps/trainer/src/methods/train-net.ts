import { AppError } from "@graft/core/contract/errors";
import {
  type Batch,
  BestWeights,
  epochBatches,
  rateFactor,
  type TransferNet,
} from "@graft/core/learning/tensor";
import { judge, predict, Speedometer } from "./evaluate-net.ts";
import type { TrainingSettings } from "./training-options.ts";
import { type StepParts, TrainingStep } from "./training-step.ts";
import type { MethodEvent, TransferTask } from "./transfer-method.ts";

export interface Training extends StepParts {
  readonly net: TransferNet;
  /** Training images held back to judge each epoch by; the best one's weights are kept. */
  readonly held?: Int32Array;
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
  const { task, settings } = training;
  const { epochs, patience } = settings;
  const total = task.train.length;
  const step = new TrainingStep(training);
  const best = new BestWeights(step.variables);
  const speed = new Speedometer(epochs * total);
  const losses: number[] = [];
  yield { type: "progress", phase: "training", done: 0, total, ...speed.add(0) };
  try {
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const { metrics, imagesPerSecond } = yield* trainEpoch(
        training,
        { step, epoch, speed },
        signal,
      );
      step.average?.exchange(); // the mean is judged, kept and left in the net; training continues without it
      const judged = yield* judgeEpoch(training, signal);
      losses.push(metrics["train/loss"]!);
      if (judged.held) best.offer(epoch, judged.held.loss);
      const stops = judged.held !== null && epoch - best.epoch >= patience;
      if (!stops && epoch < epochs) step.average?.exchange();
      yield {
        type: "epoch.finished",
        epoch,
        epochs,
        metrics: { ...metrics, ...judged.metrics },
        imagesPerSecond,
        seconds: (performance.now() - training.started) / 1000,
      };
      if (stops) break;
    }
    if (best.epoch > 0) yield keepBest(best);
    else if (hasDiverged(losses, task.classNames.length)) yield warnOfDivergence(losses, settings);
  } finally {
    best.dispose();
    step.dispose();
  }
}

/** One pass over the training images. */
async function* trainEpoch(
  { task, settings, beforeStep }: Training,
  { step, epoch, speed }: { step: TrainingStep; epoch: number; speed: Speedometer },
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, { metrics: Record<string, number>; imagesPerSecond: number }> {
  const { epochs, warmupFraction, learningRate } = settings;
  const total = task.train.length;
  const batches = batchesOf(task, settings, epoch);
  const totalSteps = epochs * batches.length;
  const started = performance.now();
  const totals = { loss: 0, correct: 0, done: 0 };
  let factor = 0;
  for (const [index, batch] of batches.entries()) {
    signal.throwIfAborted();
    const at = (epoch - 1) * batches.length + index;
    factor = rateFactor(at, { totalSteps, warmupFraction });
    beforeStep?.(at);
    const { lossSum, numCorrect } = await step.run(batch, factor);
    totals.loss += lossSum;
    totals.correct += numCorrect;
    totals.done += batch.positions.length;
    checkLoss(totals.loss, { epoch, step: at + 1, settings });
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
  const metrics = {
    "train/loss": totals.loss / totals.done,
    "train/accuracy": totals.correct / totals.done,
    "learning-rate": factor * learningRate,
  };
  return { metrics, imagesPerSecond: totals.done / ((performance.now() - started) / 1000) };
}

function batchesOf(task: TransferTask, settings: TrainingSettings, epoch: number): Batch[] {
  return epochBatches(task.train, { ...settings, size: task.imageSize, seed: task.seed, epoch });
}

/** Loss and accuracy on the images that watch training, and on those that decide when it ends. */
async function* judgeEpoch(
  { task, net, held = new Int32Array() }: Training,
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, { metrics: Record<string, number>; held: { loss: number } | null }> {
  const metrics: Record<string, number> = {};
  const parts = { validation: task.validation, "inner-validation": held };
  for (const [phase, positions] of Object.entries(parts)) {
    if (positions.length === 0) continue;
    const probabilities = yield* predict(net, { task, positions, phase }, signal);
    const { loss, accuracy } = judge(probabilities, task, positions);
    metrics[`${phase}/loss`] = loss;
    metrics[`${phase}/accuracy`] = accuracy;
  }
  const loss = metrics["inner-validation/loss"];
  return { metrics, held: loss === undefined ? null : { loss } };
}

function keepBest(best: BestWeights): MethodEvent {
  best.restore();
  const message = `The weights of epoch ${best.epoch} are kept: their loss on the training images held back is the lowest.`;
  return { type: "log", level: "info", message };
}

/**
 * Whether a training ended worse than it had been, and worse than guessing: its last epoch's loss is above
 * ln(numClasses) and more than twice the lowest of the epochs before it (of guessing, where it is the only one).
 *
 * @param losses Mean training loss of each epoch, in nats.
 */
export function hasDiverged(losses: readonly number[], numClasses: number): boolean {
  const guessing = Math.log(numClasses);
  const last = losses.at(-1)!;
  return last > guessing && last > 2 * Math.min(guessing, ...losses.slice(0, -1));
}

function warnOfDivergence(
  losses: readonly number[],
  { learningRate }: TrainingSettings,
): MethodEvent {
  const [last, lowest] = [losses.at(-1)!, Math.min(...losses)].map((loss) => loss.toPrecision(3));
  const message = `Training diverged: the loss ended at ${last}, after ${lowest} in its best epoch. Lower learningRate (it is ${learningRate}); the result says little about this method.`;
  return { type: "log", level: "warning", code: "DIVERGED", message };
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
