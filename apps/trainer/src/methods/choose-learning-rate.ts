import type { MethodConfigOf } from "@graft/core/contract";
import { AppError } from "@graft/core/errors";
import { surprise } from "@graft/core/metrics";
import { disposeNet } from "@graft/core/tensor";
import { cutInnerSplit, type InnerSplit } from "./inner-split.ts";
import { judge } from "./judge.ts";
import { predict } from "./predict.ts";
import { smallerTask } from "./smaller-task.ts";
import { trainAnew } from "./train-anew.ts";
import type { MethodEvent, TransferTask } from "./transfer-method.ts";

/** Part of the training pictures that the candidates are judged on. */
const HELD_BACK = 0.25;

type Config = MethodConfigOf<"scratch">;
type Score = Readonly<Record<"logLoss" | "accuracy", number>>;

/**
 * Chooses the learning rate of a net that starts from nothing: each candidate trains it for a few epochs
 * on three quarters of the training pictures, at half their size, and the lowest log-loss on the rest
 * wins. A candidate that diverges is the worst.
 *
 * Weight decay is not chosen: decoupled, it takes rate * decay of a weight per step, a hundredth over the
 * hundred steps of a small training even with the largest of both that are usual.
 */
export async function* chooseLearningRate(
  task: TransferTask,
  config: Config,
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, number> {
  const { learningRates: rates, searchEpochs } = config;
  if (rates.length === 1) return rates[0]!;
  const started = performance.now();
  const small = await smallerTask({ ...task, validation: new Int32Array() }, task.train);
  const inner = cutInnerSplit(small, { fraction: HELD_BACK, purpose: "learning rate" });
  const scores: Score[] = [];
  for (const [index, learningRate] of rates.entries()) {
    const settings = { ...config, epochs: searchEpochs, stopEarly: 0, learningRate };
    const phase = `learning rate ${learningRate} (${index + 1} of ${rates.length})`;
    scores.push(yield* onlyProgress(scoreOf(inner, settings, signal), phase));
  }
  const best = scores.reduce(
    (best, { logLoss }, i) => (logLoss < scores[best]!.logLoss ? i : best),
    0,
  );
  yield describeCost({ rates, best, searchEpochs }, inner, performance.now() - started);
  yield {
    type: "selection",
    by: "inner-split",
    candidates: rates.map((learningRate, index) => ({
      classifier: "scratch",
      parameters: { learningRate },
      ...scores[index]!,
      chosen: index === best,
    })),
  };
  return rates[best]!;
}

/** What a short training comes to on the pictures held back. */
async function* scoreOf(
  { task, held }: InnerSplit,
  settings: Config & { learningRate: number },
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, Score> {
  try {
    const unheld = new Int32Array();
    const parts = { task, held: unheld, settings, started: performance.now() };
    const net = yield* trainAnew(parts, signal);
    try {
      const job = { task, positions: held, phase: "held back" };
      const { loss, accuracy } = judge(yield* predict(net, job, signal), task, held);
      return { logLoss: Number.isFinite(loss) ? loss : WORST.logLoss, accuracy };
    } finally {
      disposeNet(net);
    }
  } catch (error) {
    if (error instanceof AppError && error.code === "TRAINING_DIVERGED") return WORST;
    throw error;
  }
}

/** Of a training that diverged: as a probability of 0 for every truth. */
const WORST: Score = { logLoss: surprise(0), accuracy: 0 };

/** The trial's epochs are not the run's: of what it says only how far it is gets through. */
async function* onlyProgress<T>(
  events: AsyncGenerator<MethodEvent, T>,
  phase: string,
): AsyncGenerator<MethodEvent, T> {
  for (;;) {
    const next = await events.next();
    if (next.done) return next.value;
    if (next.value.type !== "progress") continue;
    const { done, total, imagesPerSecond, secondsLeft } = next.value;
    yield { type: "progress", phase, done, total, imagesPerSecond, secondsLeft };
  }
}

function describeCost(
  { rates, best, searchEpochs }: { rates: readonly number[]; best: number; searchEpochs: number },
  { task, held }: InnerSplit,
  milliseconds: number,
): MethodEvent {
  const trials = `${rates.length} trainings of ${searchEpochs} epochs on ${task.train.length} images of ${task.imageSize} pixels`;
  return {
    type: "log",
    level: "info",
    message: `Learning rate ${rates[best]}: the lowest log-loss on ${held.length} training images held back, in ${trials} (${(milliseconds / 1000).toFixed(1)} s).`,
  };
}
