import type { MethodConfigOf } from "@graft/core/contract";
import type { FeatureMatrix } from "@graft/core/learning/classical";
import { areaAverage } from "@graft/core/learning/model";
import { requireVectorMemory } from "../dataset/cache/require-memory.ts";
import { classifyFeatures } from "./choose-classifier.ts";
import { Speedometer } from "./evaluate-net.ts";
import type { ProgressEvent, TransferMethod, TransferTask } from "./transfer-method.ts";

/** A classical classifier on the pixels themselves: what can be done without a net. */
export const rawPixels: TransferMethod<MethodConfigOf<"raw-pixels">> = async function* (
  { pixelSize, classifiers, folds },
  task,
  signal,
) {
  const positions = Int32Array.from([...task.train, ...task.test]);
  const started = performance.now();
  const all = yield* pixelVectors(task, { positions, size: pixelSize }, signal);
  const secondsPerImage = (performance.now() - started) / 1000 / positions.length;
  const numTrain = task.train.length;
  const name = "pixels";
  const features = {
    train: [{ name, features: rowsOf(all, 0, numTrain) }],
    test: [{ name, features: rowsOf(all, numTrain, positions.length) }],
    compared: rowsOf(all, 0, numTrain),
    describe: () => ({ part: { format: "area-average-1", size: pixelSize } as const, files: [] }),
    secondsPerImage,
  };
  yield* classifyFeatures(task, { ...features, classifiers, folds }, signal);
};

/** Images between two reports of progress. */
const REPORT_EVERY = 50;

/** Shape [positions.length, size * size * 3], values in [0, 1]. */
async function* pixelVectors(
  { pixels, imageSize }: TransferTask,
  { positions, size }: { positions: Int32Array; size: number },
  signal: AbortSignal,
): AsyncGenerator<ProgressEvent, FeatureMatrix> {
  const length = imageSize * imageSize * 3;
  const columns = size * size * 3;
  const total = positions.length;
  requireVectorMemory({ count: total, columns }, "pixelSize, or the number of images in the split");
  const data = new Float32Array(new SharedArrayBuffer(4 * total * columns)); // for the search's threads
  const speed = new Speedometer(total);
  for (const [row, position] of positions.entries()) {
    const image = pixels.subarray(position * length, (position + 1) * length);
    data.set(areaAverage(image, imageSize, size), row * columns);
    const measured = speed.add(1);
    if ((row + 1) % REPORT_EVERY > 0 && row + 1 < total) continue;
    signal.throwIfAborted();
    yield { type: "progress", phase: "pixels", done: row + 1, total, ...measured };
  }
  return { data, rows: total, columns };
}

function rowsOf({ data, columns }: FeatureMatrix, start: number, end: number): FeatureMatrix {
  return { data: data.subarray(start * columns, end * columns), rows: end - start, columns };
}
