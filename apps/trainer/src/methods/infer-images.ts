import { infer } from "@graft/core/learning/tensor";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { imagesOf } from "./net.ts";
import { Speedometer } from "./speedometer.ts";
import type { ProgressEvent, TransferTask } from "./transfer-method.ts";

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
