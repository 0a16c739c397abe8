import { surprise } from "@graft/core/analysis/metrics";
import type { MethodConfigOf, MethodKind } from "@graft/core/contract";
import { AppError } from "@graft/core/contract/errors";
import { disposeNet, type TransferNet } from "@graft/core/learning/tensor";
import {
  type Choice,
  nextRate,
  type RateRange,
  ratesAround,
  type Trial,
  takeRate,
} from "./learning-rate-race.ts";
import { smallerTask } from "./smaller-task.ts";
import type { MethodEvent, TransferTask } from "./transfer-method.ts";

/** Fewer epochs rank the rates wrongly; more do not rank them better. */
const FEWEST_EPOCHS = 3;
const MOST_EPOCHS = 8;
/** Rates that are nearly always tried: the centre and its neighbours. */
const USUAL_TRIALS = 3;
/** Cost of a step on images of half the side: a quarter of the arithmetic, and the overhead of small steps. */
const COST_OF_HALF = 0.6;
/** How much larger the rates of SGD are than AdamW's. */
const SGD_FACTOR = 30;

type SearchedMethod = Extract<MethodKind, "fine-tuned" | "scratch">;

/** Trains a new net with a rate; the caller disposes it. @throws {AppError} TRAINING_DIVERGED. */
type TrainWith = (learningRate: number) => AsyncGenerator<MethodEvent, TransferNet>;

export interface RateSearch {
  readonly method: SearchedMethod;
  readonly settings: Pick<
    MethodConfigOf<SearchedMethod>,
    "epochs" | "learningRates" | "optimizer" | "searchEpochs"
  >;
  /** Of AdamW; the rates tried by default lie around it. */
  readonly centre: number;
  /** Cost of the search as a part of the training's, where the settings leave its epochs open. */
  readonly budget: number;
  /** Whether the centre is known to suit such a training: then it is taken without a search, unless the settings ask for one. */
  readonly isCentreKnown: boolean;
  /** Does once what all rates share. @param epochs Of each short training. */
  readonly open: (task: TransferTask, epochs: number) => AsyncGenerator<MethodEvent, TrainWith>;
}

/**
 * Chooses a net's learning rate in the same way for every method. Short trainings on all training images, at half
 * their side where the net takes them, are compared by the mean training loss of their last epoch. The centre and its
 * two neighbours are tried, and rates beyond a neighbour only where it is clearly better than the rest. The centre is
 * taken unless another rate's loss is clearly lower. A rate whose training diverged is never taken.
 *
 * The short trainings have as many epochs as the budget allows, 3 to 8. A centre that is known to suit is taken without
 * a search.
 *
 * Weight decay is not chosen: decoupled, it takes rate * decay off a weight per step, a hundredth over the
 * hundred steps of a small training even with the largest of both that are usual.
 */
export async function* chooseLearningRate(
  task: TransferTask,
  search: RateSearch,
): AsyncGenerator<MethodEvent, number> {
  const range = rangeOf(task, search);
  if (range.rates.length === 1) return range.centre;
  const started = performance.now();
  const small = await smallerTask({ ...task, validation: new Int32Array() }, task.train);
  const epochs = epochsOf(search, small.imageSize < task.imageSize);
  if (epochs === null) {
    yield describeNoSearch(range.centre);
    return range.centre;
  }
  const trainWith = yield* onlyProgress(search.open(small, epochs), "learning rates");
  const trials: Trial[] = [];
  for (let rate = nextRate(trials, range); rate !== null; rate = nextRate(trials, range)) {
    const phase = `learning rate ${rate} (short training ${trials.length + 1})`;
    trials.push(yield* onlyProgress(runTrial(rate, trainWith(rate)), phase));
  }
  const choice = takeRate(trials, range);
  const seconds = (performance.now() - started) / 1000;
  yield describeChoice(choice, { trials, epochs, imageSize: small.imageSize, seconds });
  yield toSelection(trials, { choice, method: search.method });
  return choice.taken.rate;
}

function rangeOf({ classNames }: TransferTask, { settings, centre }: RateSearch): RateRange {
  const { learningRates, optimizer } = settings;
  const named = learningRates ?? ratesAround(optimizer === "sgd" ? centre * SGD_FACTOR : centre);
  const rates = [...new Set(named)].toSorted((a, b) => a - b);
  return {
    rates,
    centre: rates[Math.floor(rates.length / 2)]!,
    numClasses: classNames.length,
  };
}

/** Epochs of each short training; null where there should be none. */
function epochsOf(
  { settings, budget, isCentreKnown }: RateSearch,
  isHalved: boolean,
): number | null {
  const { epochs, learningRates, searchEpochs } = settings;
  if (searchEpochs !== null) return Math.min(searchEpochs, epochs);
  if (isCentreKnown && learningRates === null) return null;
  const cost = USUAL_TRIALS * (isHalved ? COST_OF_HALF : 1);
  const affordable = Math.floor((budget * epochs) / cost);
  return Math.min(Math.max(affordable, FEWEST_EPOCHS), MOST_EPOCHS, epochs);
}

/** Trains with a rate to the end of its schedule; the net itself is not needed. */
async function* runTrial(
  rate: number,
  training: AsyncGenerator<MethodEvent, TransferNet>,
): AsyncGenerator<MethodEvent, Trial> {
  let last = { loss: Number.POSITIVE_INFINITY, accuracy: 0 };
  try {
    for (;;) {
      const next = await training.next();
      if (next.done) {
        disposeNet(next.value);
        return { rate, ...last };
      }
      const event = next.value;
      if (event.type === "epoch.finished") {
        const { metrics } = event;
        last = { loss: metrics["train/loss"]!, accuracy: metrics["train/accuracy"]! };
      } else if (event.type === "log" && event.code === "DIVERGED") {
        last = { ...last, loss: Number.POSITIVE_INFINITY };
      }
      yield event;
    }
  } catch (error) {
    if (!(error instanceof AppError && error.code === "TRAINING_DIVERGED")) throw error;
    return { rate, loss: Number.POSITIVE_INFINITY, accuracy: last.accuracy };
  }
}

/** The trial's epochs are not the run's: only its progress is forwarded. */
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

function describeNoSearch(rate: number): MethodEvent {
  return {
    type: "log",
    level: "info",
    message: `Learning rate ${rate}: known to suit this net, taken without a search. Set searchEpochs or learningRates to search.`,
  };
}

/** What was taken, how sure that is, and what it cost. */
function describeChoice(
  { taken, tied }: Choice,
  cost: { trials: readonly Trial[]; epochs: number; imageSize: number; seconds: number },
): MethodEvent {
  const { trials, epochs, imageSize, seconds } = cost;
  const length = `${epochs} ${epochs === 1 ? "epoch" : "epochs"}`;
  const spent = `${trials.length} trainings of ${length} at ${imageSize} pixels, ${seconds.toFixed(1)} s`;
  if (!Number.isFinite(taken.loss)) {
    const message = `Training diverged with every learning rate that was tried; ${taken.rate}, the smallest, was taken (${spent}).`;
    return { type: "log", level: "warning", message };
  }
  const others = tied.map(({ rate }) => rate).join(", ");
  const how =
    tied.length === 0
      ? "its training loss is clearly the lowest"
      : `training losses cannot tell it from ${others}`;
  return { type: "log", level: "info", message: `Learning rate ${taken.rate}: ${how} (${spent}).` };
}

function toSelection(
  trials: readonly Trial[],
  { choice, method }: { choice: Choice; method: SearchedMethod },
): MethodEvent {
  return {
    type: "selection",
    by: "short-training",
    candidates: trials
      .toSorted((a, b) => a.rate - b.rate)
      .map((trial) => ({
        classifier: method,
        parameters: { learningRate: trial.rate },
        logLoss: Number.isFinite(trial.loss) ? trial.loss : surprise(0),
        accuracy: trial.accuracy,
        chosen: trial === choice.taken,
      })),
  };
}
