import { AppError } from "@graft/core/contract/errors";
import { loadBackbone } from "../backbone/load-backbone.ts";
import { areaAverage } from "./area-average.ts";
import { backboneOf } from "./net.ts";
import type { TransferTask } from "./transfer-method.ts";

/** Below this side a net made for photographs has hardly a map left. */
const LEAST_SIDE = 64;

/**
 * The task with images of half the side, on which a training costs about a quarter; as it is where the
 * net does not take such images.
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
    return { ...task, imageSize, backbone, pixels: shrink(task, positions, imageSize) };
  } catch (error) {
    if (error instanceof AppError && error.code.startsWith("BACKBONE_")) return task;
    throw error;
  }
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
