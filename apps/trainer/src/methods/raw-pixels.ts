import type { FeatureMatrix } from "@graft/core/classical";
import type { MethodConfigOf } from "@graft/core/contract";
import { areaAverage } from "./area-average.ts";
import { classifyFeatures } from "./classify-features.ts";
import type { TransferMethod, TransferTask } from "./transfer-method.ts";

/** A classical classifier on the pixels themselves: what can be done without a net. */
export const rawPixels: TransferMethod<MethodConfigOf<"raw-pixels">> = async function* (
  { pixelSize, ...settings },
  task,
  signal,
) {
  signal.throwIfAborted();
  const features = {
    train: pixelVectors(task, task.train, pixelSize),
    test: pixelVectors(task, task.test, pixelSize),
    recipe: { kind: "pixels", size: pixelSize, range: [0, 1], resize: "area average" },
  };
  yield* classifyFeatures(task, features, settings);
};

/** Shape [positions.length, size * size * 3], values in [0, 1]. */
function pixelVectors(task: TransferTask, positions: Int32Array, size: number): FeatureMatrix {
  const { pixels, imageSize } = task;
  const length = imageSize * imageSize * 3;
  const columns = size * size * 3;
  const data = new Float32Array(positions.length * columns);
  for (const [row, position] of positions.entries()) {
    const picture = pixels.subarray(position * length, (position + 1) * length);
    data.set(areaAverage(picture, imageSize, size), row * columns);
  }
  return { data, rows: positions.length, columns };
}
