import { softmaxRows } from "@graft/core/learning/classical";
import type { TransferNet } from "@graft/core/learning/tensor";
import { type InferenceJob, inferImages } from "./infer-images.ts";
import type { ProgressEvent } from "./transfer-method.ts";

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
