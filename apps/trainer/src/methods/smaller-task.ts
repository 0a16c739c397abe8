import { plural } from "@graft/core/analysis/format";
import { deriveSeed } from "@graft/core/analysis/random";
import { AppError } from "@graft/core/contract/errors";
import { dealInnerFolds } from "@graft/core/learning/classical";
import { areaAverage } from "@graft/core/learning/model";
import type { LoadedBackbone } from "../backbone/loaded-backbone.ts";
import { loadBackbone } from "../backbone/open-backbone.ts";
import { parseTopology } from "../backbone/topology.ts";
import { traceLayers } from "../backbone/trace-layers.ts";
import { backboneOf, type TransferTask } from "./transfer-method.ts";

/** Least side of the smaller images: below it the rates were not compared. */
const LEAST_SIDE = 48;

/**
 * The task with images of half the side, on which a training costs a quarter of the arithmetic; as it is where the
 * net does not take such images, or where one of its maps would be left with a single cell. Such a net knows nothing
 * any more: MobileNetV2 at 48 pixels cannot tell digits apart.
 *
 * @param positions Of the images that are needed; the others stay black.
 */
export async function smallerTask(
  task: TransferTask,
  positions: Int32Array,
): Promise<TransferTask> {
  const imageSize = Math.floor(task.imageSize / 2);
  if (imageSize < LEAST_SIDE) return task;
  const { path, cut, inputRange, fineTuningRate } = backboneOf(task);
  try {
    const [low, high] = inputRange;
    const backbone = await loadBackbone(
      { path, cut, inputRange: [low, high], fineTuningRate },
      { baseDir: "/", imageSize },
    );
    if (losesItsMaps(backboneOf(task), backbone)) return task;
    return { ...task, imageSize, backbone, pixels: shrink(task, positions, imageSize) };
  } catch (error) {
    if (error instanceof AppError && error.code.startsWith("BACKBONE_")) return task;
    throw error;
  }
}

/** Whether a layer that gives a map at the net's size gives a single cell at the smaller one. */
function losesItsMaps(whole: LoadedBackbone, small: LoadedBackbone): boolean {
  const [before, after] = [sidesOf(whole), sidesOf(small)];
  return [...after].some(([layer, side]) => side < 2 && before.get(layer)! >= 2);
}

/** The shorter side of each layer's map, in cells. */
function sidesOf({ topology, path, imageSize }: LoadedBackbone): Map<string, number> {
  const inputShape = [imageSize, imageSize, 3];
  const traced = traceLayers(parseTopology(topology, path), { file: path, inputShape });
  const maps = [...traced.values()].filter(({ outputShape }) => outputShape.length === 4);
  return new Map(
    maps.map(({ name, outputShape: [, height, width] }) => [name, Math.min(height!, width!)]),
  );
}

function shrink(
  { pixels, imageSize }: TransferTask,
  positions: Int32Array,
  newSize: number,
): Uint8Array {
  const [length, newLength] = [imageSize, newSize].map((side) => side * side * 3) as [
    number,
    number,
  ];
  const result = new Uint8Array((pixels.length / length) * newLength);
  for (const position of positions) {
    const image = pixels.subarray(position * length, (position + 1) * length);
    const small = areaAverage(image, imageSize, newSize);
    const target = result.subarray(position * newLength, (position + 1) * newLength);
    for (let i = 0; i < newLength; i++) target[i] = Math.round(small[i]! * 255);
  }
  return result;
}

export interface InnerSplit {
  /** The task with fewer training images. */
  readonly task: TransferTask;
  /** Positions of the training images that are held out; may be empty. */
  readonly held: Int32Array;
}

/**
 * Holds out some of the training images to choose something by: stratified, copies and groups stay together, and no
 * class loses its last images to them.
 *
 * @param options.fraction As near to it as a fold of equal ones comes; 0 holds out nothing.
 * @param options.purpose Another one draws other images.
 * @throws {AppError} TOO_FEW_IMAGES.
 */
export function cutInnerSplit(
  task: TransferTask,
  { fraction, purpose }: { fraction: number; purpose: string },
): InnerSplit {
  if (fraction === 0) return { task, held: new Int32Array() };
  const { train, labels, units, classNames, seed } = task;
  const folds = Math.max(2, Math.round(1 / fraction));
  const keys = Array.from(train, (position) => units[position]!);
  const foldOf = dealInnerFolds({
    labels: train.map((position) => labels[position]!),
    numClasses: classNames.length,
    folds,
    seed: deriveSeed(seed, "inner split", purpose),
    keys,
  });
  const held = train.filter((_position, row) => foldOf[row] === 0);
  if (new Set(keys).size < folds || held.length === 0) throw tooFew(train.length);
  return { task: { ...task, train: train.filter((_position, row) => foldOf[row] !== 0) }, held };
}

function tooFew(numTrain: number): AppError {
  return new AppError({
    code: "TOO_FEW_IMAGES",
    message: `${plural(numTrain, "training image")} are too few to hold any out.`,
    hint: "Add images, or set stopEarly to 0.",
  });
}
