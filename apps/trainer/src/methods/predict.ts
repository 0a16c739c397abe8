import type { TransferNet } from "@graft/core/tensor";
import { type InferenceJob, inferPictures } from "./infer-pictures.ts";
import { softmaxRows } from "./softmax.ts";
import type { ProgressEvent } from "./transfer-method.ts";

/** Class probabilities of some pictures, shape [positions.length, numClasses], in inference mode. */
export async function* predict(
  net: TransferNet,
  job: InferenceJob,
  signal: AbortSignal,
): AsyncGenerator<ProgressEvent, Float64Array> {
  const logits = yield* inferPictures(net.logits, job, signal);
  return softmaxRows(logits, job.task.classNames.length);
}
