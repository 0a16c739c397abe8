import type { FeatureSetName, MethodConfigOf } from "@graft/core/contract";
import { AppError } from "@graft/core/contract/errors";
import type { FeatureMatrix, FeatureSet } from "@graft/core/learning/classical";
import { disposeNet, poolBlocks, type TransferNet } from "@graft/core/learning/tensor";
import { classifyFeatures } from "./choose-classifier.ts";
import { buildNet, inferImages } from "./evaluate-net.ts";
import type { FeatureTable } from "./feature-cache.ts";
import { backboneFiles, type FeaturesOfModel } from "./model-files.ts";
import {
  backboneOf,
  type LogEvent,
  type ProgressEvent,
  type TransferMethod,
  type TransferTask,
} from "./transfer-method.ts";

/** A classical classifier on what the pretrained net makes of an image, the net left as it is. */
export const frozenFeatures: TransferMethod<MethodConfigOf<"frozen-features">> = async function* (
  config,
  task,
  signal,
) {
  let net: TransferNet | null = null;
  let secondsPerImage: number | null;
  const openNet = async () => (net = await buildNet(task));
  try {
    const positions = Int32Array.from([...task.train, ...task.test]);
    secondsPerImage = yield* extractFeatures(task, { positions, openNet }, signal);
  } finally {
    if (net) disposeNet(net);
  }
  const { classifiers, folds, features } = config;
  const sets = {
    train: cachedFeatureSets(task, task.train, features),
    test: cachedFeatureSets(task, task.test, features),
    // Deep features say best what an image is about, whatever the classifier reads.
    compared: cachedFeatures(task, task.train),
    describe: (name: string) => describeFeatureSet(task, name as FeatureSetName),
    secondsPerImage,
  };
  yield* classifyFeatures(task, { ...sets, classifiers, folds }, signal);
};

/** Images after which what was computed is kept on disk, so that a run that is stopped loses little. */
const SAVE_EVERY = 512;

/**
 * Puts the features of some images into the task's cache, unless they are there: the last layer's,
 * and those of every block.
 *
 * @param positions Of the images, in processing order.
 * @param openNet Called only when something is to be computed.
 * @returns Seconds that each of these images took, the net's opening and the disk left out; null where
 *   any of them was there before.
 */
export async function* extractFeatures(
  task: TransferTask,
  { positions, openNet }: { positions: Int32Array; openNet: () => Promise<TransferNet> },
  signal: AbortSignal,
): AsyncGenerator<ProgressEvent | LogEvent, number | null> {
  const table = tableOf(task);
  const missing = await table.load(positions);
  if (missing.length === 0) return null;
  const net = await openNet();
  const { model, ...pooled } = poolBlocks(net.features);
  const columns = Number(model.outputs[0]!.shape[1]);
  const layout = { ...pooled, columns, blocks: [...pooled.blocks] };
  let seconds = 0;
  for (let start = 0; start < missing.length; start += SAVE_EVERY) {
    const part = missing.subarray(start, start + SAVE_EVERY);
    const progress = { done: start, total: missing.length };
    const job = { task, positions: part, phase: "features", progress };
    const started = performance.now();
    const features = yield* inferImages(model, job, signal);
    seconds += (performance.now() - started) / 1000;
    table.add(part, features, layout);
    yield* keep(table, part);
  }
  return missing.length === positions.length ? seconds / missing.length : null;
}

/** A cache that cannot be written makes the next experiment slower, and this one no worse. */
async function* keep(table: FeatureTable, positions: Int32Array): AsyncGenerator<LogEvent, void> {
  try {
    await table.save(positions);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const message = `The features are not kept for the next experiment: ${error.message}`;
    yield { type: "log", level: "warning", message };
  }
}

/** Features of the last layer from the cache, shape [positions.length, numFeatures]. */
export function cachedFeatures(task: TransferTask, positions: Int32Array): FeatureMatrix {
  return gather(tableOf(task), positions, { from: 0, to: tableOf(task).layout.numLast });
}

/** The named sets of features from the cache; every block is left out where the net has none. */
function cachedFeatureSets(
  task: TransferTask,
  positions: Int32Array,
  names: readonly FeatureSetName[],
): FeatureSet[] {
  const table = tableOf(task);
  const { columns, numLast, coversLast, blocks } = table.layout;
  const ranges = {
    "last-layer": { from: 0, to: numLast },
    "every-block": { from: coversLast ? numLast : 0, to: columns },
  };
  const usable = blocks.length > 0 ? names : (["last-layer"] as const);
  return usable.map((name) => ({ name, features: gather(table, positions, ranges[name]) }));
}

/** What the vectors of a set are made of, for the model that is kept. */
function describeFeatureSet(task: TransferTask, name: FeatureSetName): FeaturesOfModel {
  const { blocks } = tableOf(task).layout;
  const backbone = backboneOf(task);
  const { sha256, cut, inputRange } = backbone;
  const files = { topology: "backbone.json", weights: "backbone.bin" };
  const [low, high] = inputRange;
  const made = name === "every-block" ? [...blocks] : [];
  const range: [number, number] = [low, high];
  const net = { format: "tfjs-layers-1", ...files, inputRange: range } as const;
  const part = { ...net, set: name, blocks: made, sha256, cut };
  return { part, files: backboneFiles(backbone, files) };
}

function tableOf(task: TransferTask): FeatureTable {
  return task.features.table(backboneOf(task), task.pixels);
}

function gather(
  table: FeatureTable,
  positions: Int32Array,
  { from, to }: { from: number; to: number },
): FeatureMatrix {
  const columns = to - from;
  // Shared with the threads that search for a classifier.
  const data = new Float32Array(new SharedArrayBuffer(4 * positions.length * columns));
  for (const [row, position] of positions.entries()) {
    data.set(table.vector(position).subarray(from, to), row * columns);
  }
  return { data, rows: positions.length, columns };
}
