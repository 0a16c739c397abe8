import { surprise } from "@graft/core/analysis/metrics";
import type { MethodConfigOf, MethodKind } from "@graft/core/contract";
import { AppError } from "@graft/core/contract/errors";
import { disposeNet, type TransferNet } from "@graft/core/learning/tensor";
import { predict, scoreImages } from "./evaluate-net.ts";
import {
  errorRate,
  type RaceResult,
  type Racer,
  racer,
  ratesAround,
  stillIn,
  takeRate,
} from "./learning-rate-race.ts";
import { cutInnerSplit, type InnerSplit, smallerTask } from "./smaller-task.ts";
import type { MethodEvent, TransferTask } from "./transfer-method.ts";

/** Part of the training images that a round judges by. */
const HELD_OUT = 0.25;
/** Rounds at most, each with other images held out. */
const MAX_ROUNDS = 3;
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
  /** Does once for a round what all rates share. @param epochs Of each of its trainings. */
  readonly open: (inner: InnerSplit, epochs: number) => AsyncGenerator<MethodEvent, TrainWith>;
}

/**
 * Chooses a net's learning rate inside the training images, in the same way for every method: a race of short
 * trainings, on images of half the side where the net takes them. In each round a net is trained with each rate
 * on three quarters of the training images and judged by its error rate on the others; rates that are clearly worse
 * drop out, and the next round holds out other images, until one rate is left or three rounds are over. Of the
 * rates that then share the lead the one nearest to the centre is taken. A rate whose training diverged is never taken.
 *
 * Weight decay is not chosen: decoupled, it takes rate * decay off a weight per step, a hundredth over the
 * hundred steps of a small training even with the largest of both that are usual.
 *
 * @returns The rate; the middle one where there are too few training images to hold any out.
 */
export async function* chooseLearningRate(
  task: TransferTask,
  search: RateSearch,
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, number> {
  const { learningRates, optimizer } = search.settings;
  const centre = optimizer === "sgd" ? search.centre * SGD_FACTOR : search.centre;
  const rates = learningRates ?? ratesAround(centre);
  const expected = learningRates ? rates[Math.floor(rates.length / 2)]! : centre;
  if (rates.length === 1) return rates[0]!;
  const started = performance.now();
  const small = await smallerTask({ ...task, validation: new Int32Array() }, task.train);
  const epochs = Math.min(search.settings.searchEpochs, search.settings.epochs);
  const racers = [...new Set(rates)].map(racer);
  let left: Racer[] = racers;
  let trainings = 0;
  for (let round = 0; round < MAX_ROUNDS && left.length > 1; round++) {
    const opened = yield* openRound(search, { task: small, round, epochs });
    if (!opened) break;
    for (const [index, one] of left.entries()) {
      const phase = `learning rate ${one.rate} (${index + 1} of ${left.length}, round ${round + 1})`;
      yield* onlyProgress(runTrial(one, opened, signal), phase);
      trainings += 1;
    }
    left = stillIn(left);
  }
  if (trainings === 0) {
    yield describeNoSearch(expected);
    return expected;
  }
  const result = takeRate(left, expected);
  const seconds = (performance.now() - started) / 1000;
  yield describeRace(result, { small, epochs, trainings, seconds });
  yield toSelection(racers, { result, method: search.method });
  return result.winner.rate;
}

interface Round {
  readonly inner: InnerSplit;
  readonly trainWith: TrainWith;
}

/** Holds out the images of a round; null where there are too few. */
async function* openRound(
  search: RateSearch,
  { task, round, epochs }: { task: TransferTask; round: number; epochs: number },
): AsyncGenerator<MethodEvent, Round | null> {
  try {
    const cut = { fraction: HELD_OUT, purpose: "learning rate", fold: round };
    const inner = cutInnerSplit(task, cut);
    const trainWith = yield* onlyProgress(search.open(inner, epochs), "learning rates");
    return { inner, trainWith };
  } catch (error) {
    if (error instanceof AppError && error.code === "TOO_FEW_IMAGES") return null;
    throw error;
  }
}

/** Trains with one rate and adds what the net makes of the held-out images. */
async function* runTrial(
  one: Racer,
  { inner, trainWith }: Round,
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, void> {
  try {
    const net = yield* noteDivergence(trainWith(one.rate), one);
    try {
      const { task, held } = inner;
      const job = { task, positions: held, phase: "held out" };
      const judged = scoreImages(yield* predict(net, job, signal), task, held);
      one.errors.push(...judged.errors);
      one.logLoss += judged.logLoss;
      if (!Number.isFinite(judged.logLoss)) one.diverged = true;
    } finally {
      disposeNet(net);
    }
  } catch (error) {
    if (!(error instanceof AppError && error.code === "TRAINING_DIVERGED")) throw error;
    one.diverged = true;
  }
}

/** Notes the warning of a training that ended worse than it had been. */
async function* noteDivergence<T>(
  events: AsyncGenerator<MethodEvent, T>,
  one: Racer,
): AsyncGenerator<MethodEvent, T> {
  for (;;) {
    const next = await events.next();
    if (next.done) return next.value;
    if (next.value.type === "log" && next.value.code === "DIVERGED") one.diverged = true;
    yield next.value;
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
    level: "warning",
    message: `Too few training images to try learning rates: ${rate} was taken without a search.`,
  };
}

/** What was taken, how sure that is, and what it cost. */
function describeRace(
  { winner, tied }: RaceResult,
  cost: { small: TransferTask; epochs: number; trainings: number; seconds: number },
): MethodEvent {
  const { small, epochs, trainings, seconds } = cost;
  const images = `${winner.errors.length} held-out training images`;
  const spent = `${trainings} trainings of ${epochs} ${epochs === 1 ? "epoch" : "epochs"} at ${small.imageSize} pixels, ${seconds.toFixed(1)} s`;
  if (winner.diverged) {
    const message = `Training diverged with every learning rate that was tried; ${winner.rate}, the smallest, was taken (${spent}).`;
    return { type: "log", level: "warning", message };
  }
  const others = tied.map(({ rate }) => rate).join(", ");
  const how =
    tied.length === 0
      ? `it misclassifies clearly the fewest of ${images}`
      : `${images} cannot tell it from ${others}`;
  const message = `Learning rate ${winner.rate}: ${how} (${spent}).`;
  return { type: "log", level: "info", message };
}

function toSelection(
  racers: readonly Racer[],
  { result, method }: { result: RaceResult; method: SearchedMethod },
): MethodEvent {
  return {
    type: "selection",
    by: "inner-split",
    candidates: racers.map((one) => ({
      classifier: method,
      parameters: { learningRate: one.rate },
      logLoss: one.diverged ? surprise(0) : one.logLoss / one.errors.length,
      accuracy: one.errors.length === 0 ? 0 : 1 - errorRate(one),
      chosen: one === result.winner,
    })),
  };
}
