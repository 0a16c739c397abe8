import { infer, type TransferNet } from "@graft/core/tensor";
import { picturesOf } from "./net.ts";
import { softmaxRows } from "./softmax.ts";
import { Speedometer } from "./speedometer.ts";
import type { ProgressEvent, TransferTask } from "./transfer-method.ts";

const BATCH_SIZE = 16;

/** Class probabilities of some pictures, shape [positions.length, numClasses], in inference mode. */
export async function* predict(
  net: TransferNet,
  { task, positions, phase }: { task: TransferTask; positions: Int32Array; phase: string },
  signal: AbortSignal,
): AsyncGenerator<ProgressEvent, Float64Array> {
  const numClasses = task.classNames.length;
  const logits = new Float32Array(positions.length * numClasses);
  const speed = new Speedometer(positions.length);
  for (let start = 0; start < positions.length; start += BATCH_SIZE) {
    signal.throwIfAborted();
    const batch = positions.subarray(start, start + BATCH_SIZE);
    const values = await infer(net.logits, picturesOf(task), {
      positions: batch,
      batchSize: BATCH_SIZE,
    });
    logits.set(values, start * numClasses);
    const done = start + batch.length;
    yield { type: "progress", phase, done, total: positions.length, ...speed.add(batch.length) };
  }
  return softmaxRows(logits, numClasses);
}
