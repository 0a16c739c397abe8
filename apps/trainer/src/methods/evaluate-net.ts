import { accuracy, mostProbable, surprise } from "@graft/core/analysis/metrics";
import { softmaxRows } from "@graft/core/learning/classical";
import { type Calibration, heldOutScope } from "@graft/core/learning/model";
import { attachHead, type Images, infer, type TransferNet } from "@graft/core/learning/tensor";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { buildBackbone } from "../backbone/open-backbone.ts";
import { installFastLayers } from "../engine/ops/install-fast-layers.ts";
import { registerOps } from "../engine/ops/register-ops.ts";
import { netModel, toScores } from "./model-files.ts";
import {
  backboneOf,
  type MethodEvent,
  type ProgressEvent,
  type TransferTask,
} from "./transfer-method.ts";

/** The backbone with a new head, on the current engine; free it with `disposeNet`. */
export async function buildNet(task: TransferTask): Promise<TransferNet> {
  registerOps();
  installFastLayers();
  return attachHead(await buildBackbone(backboneOf(task)), task.classNames.length);
}

/** The images as the backbone wants them. */
export function imagesOf(task: TransferTask): Images {
  const { pixels, imageSize } = task;
  return { pixels, size: imageSize, range: backboneOf(task).inputRange };
}

/** Class probabilities of some images, shape [positions.length, numClasses], in inference mode. */
export async function* predict(
  net: TransferNet,
  job: InferenceJob,
  signal: AbortSignal,
): AsyncGenerator<ProgressEvent, Float64Array> {
  const rows = Float64Array.from(yield* inferImages(net.logits, job, signal));
  softmaxRows(rows, job.task.classNames.length);
  return rows;
}

/** Images per pass; more do not make it faster. */
const BATCH_SIZE = 16;

export interface InferenceJob {
  readonly task: TransferTask;
  /** Of the images, in the order of the result. */
  readonly positions: Int32Array;
  /** Whether they are mirrored left to right first. */
  readonly mirrored?: boolean;
  /** For the progress. */
  readonly phase: string;
  /** Images done before and to do in all, where these are a part of more; for the progress. */
  readonly progress?: { readonly done: number; readonly total: number };
}

/**
 * A model's output for many images, in inference mode, batch by batch.
 *
 * @param model Images [b, S, S, 3] to values [b, …].
 * @returns Shape [positions.length, …], row-major.
 */
export async function* inferImages(
  model: LayersModel,
  { task, positions, phase, progress, mirrored = false }: InferenceJob,
  signal: AbortSignal,
): AsyncGenerator<ProgressEvent, Float32Array> {
  const columns = sizeOf(model);
  const { done: before, total } = progress ?? { done: 0, total: positions.length };
  const result = new Float32Array(positions.length * columns);
  const speed = new Speedometer(total - before);
  for (let start = 0; start < positions.length; start += BATCH_SIZE) {
    signal.throwIfAborted();
    const batch = positions.subarray(start, start + BATCH_SIZE);
    const options = { positions: batch, batchSize: BATCH_SIZE, mirrored };
    result.set(await infer(model, imagesOf(task), options), start * columns);
    const done = before + start + batch.length;
    yield { type: "progress", phase, done, total, ...speed.add(batch.length) };
  }
  return result;
}

/** How many numbers a model makes of one image. */
function sizeOf({ outputs }: LayersModel): number {
  return outputs[0]!.shape.slice(1).reduce<number>((size, side) => size * Number(side), 1);
}

/**
 * What a trained net leaves behind: the test images' probabilities and the model as files.
 *
 * @param options.testFlip Whether the probabilities are the mean of an image's and its mirror image's.
 */
export async function* finishNet(
  net: TransferNet,
  { task, testFlip }: { task: TransferTask; testFlip: boolean },
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, void> {
  const started = performance.now();
  const about = { task, positions: task.test, phase: "test", testFlip };
  const probabilities = yield* predictBothSides(net, about, signal);
  yield { type: "probabilities", probabilities, seconds: (performance.now() - started) / 1000 };
  const calibration = yield* calibrate(net, { task, testFlip }, signal);
  yield { type: "model", files: await netModel(net, { task, mirrored: testFlip, calibration }) };
}

/** What the validation images, which no weight has seen, say of the net's doubt; null without such images. */
async function* calibrate(
  net: TransferNet,
  { task, testFlip }: { task: TransferTask; testFlip: boolean },
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, Calibration | null> {
  const { train, validation, labels, classNames } = task;
  if (validation.length === 0) return null;
  const about = { task, positions: validation, phase: "calibration", testFlip };
  const probabilities = yield* predictBothSides(net, about, signal);
  const ofTruth = Float64Array.from(
    validation,
    (position, row) => probabilities[row * classNames.length + labels[position]!]!,
  );
  const featuresOf = async function* (positions: Int32Array) {
    const data = yield* inferImages(
      net.features,
      { task, positions, phase: "calibration" },
      signal,
    );
    return { data, rows: positions.length, columns: data.length / positions.length };
  };
  const scope = heldOutScope(yield* featuresOf(train), yield* featuresOf(validation));
  return { by: "validation", scores: toScores(ofTruth), scope };
}

/** As `predict`, the mean with the mirror images where `testFlip` says so. */
async function* predictBothSides(
  net: TransferNet,
  { testFlip, ...about }: InferenceJob & { testFlip: boolean },
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, Float64Array> {
  const plain = yield* predict(net, about, signal);
  if (!testFlip) return plain;
  const job = { ...about, phase: `${about.phase}, mirrored`, mirrored: true };
  const mirrored = yield* predict(net, job, signal);
  return plain.map((probability, index) => (probability + mirrored[index]!) / 2);
}

/** Speed and remaining time of a job that works through images. */
export class Speedometer {
  readonly #started = performance.now();
  readonly #total: number;
  #done = 0;

  /** @param total Images to work through. */
  constructor(total: number) {
    this.#total = total;
  }

  add(images: number): { imagesPerSecond: number; secondsLeft: number } {
    this.#done += images;
    const imagesPerSecond = this.#done / this.seconds;
    return { imagesPerSecond, secondsLeft: (this.#total - this.#done) / imagesPerSecond };
  }

  /** Seconds since it was made. */
  get seconds(): number {
    return Math.max(performance.now() - this.#started, 1) / 1000;
  }
}

/**
 * Mean log-loss in nats (core's, with its clip) and accuracy of probabilities, for choices and for
 * watching a training. Unlike core's `logLoss` it takes what a diverged net says: the loss is then NaN.
 *
 * @param probabilities Shape [positions.length, numClasses], row-major.
 */
export function judge(
  probabilities: Float64Array,
  { labels, classNames }: TransferTask,
  positions: Int32Array,
): { loss: number; accuracy: number } {
  const numClasses = classNames.length;
  const truth = positions.map((position) => labels[position]!);
  let loss = 0;
  for (const [row, label] of truth.entries()) {
    loss += surprise(probabilities[row * numClasses + label]!);
  }
  return {
    loss: loss / truth.length,
    accuracy: accuracy(truth, mostProbable(probabilities, numClasses)),
  };
}

/**
 * What probabilities are worth on images of known class.
 *
 * @param probabilities Shape [positions.length, numClasses], row-major.
 * @returns `errors`: 1 for each image whose most probable class is wrong, else 0. `logLoss`: the sum of the
 *   negative log-likelihoods in nats.
 */
export function scoreImages(
  probabilities: Float64Array,
  { labels, classNames }: TransferTask,
  positions: Int32Array,
): { errors: number[]; logLoss: number } {
  const numClasses = classNames.length;
  const predicted = mostProbable(probabilities, numClasses);
  const scores = { errors: [] as number[], logLoss: 0 };
  for (const [row, position] of positions.entries()) {
    const label = labels[position]!;
    scores.logLoss += surprise(probabilities[row * numClasses + label]!);
    scores.errors.push(Number(predicted[row] !== label));
  }
  return scores;
}
