import { saveModel, type TransferNet } from "@graft/core/learning/tensor";
import { backboneOf } from "./net.ts";
import { predict } from "./predict.ts";
import type { MethodEvent, TransferTask } from "./transfer-method.ts";

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
  const probabilities = yield* judgeTest(net, { task, testFlip }, signal);
  yield { type: "probabilities", probabilities, seconds: (performance.now() - started) / 1000 };
  const { json, weights } = await saveModel(net.probabilities, {
    classNames: task.classNames,
    imageSize: task.imageSize,
    inputRange: backboneOf(task).inputRange,
  });
  const files = [
    { name: "model.json", bytes: new TextEncoder().encode(json) },
    { name: "weights.bin", bytes: weights },
  ];
  yield { type: "model", files };
}

async function* judgeTest(
  net: TransferNet,
  { task, testFlip }: { task: TransferTask; testFlip: boolean },
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, Float64Array> {
  const positions = task.test;
  const plain = yield* predict(net, { task, positions, phase: "test" }, signal);
  if (!testFlip) return plain;
  const job = { task, positions, phase: "test, mirrored", mirrored: true };
  const mirrored = yield* predict(net, job, signal);
  return plain.map((probability, index) => (probability + mirrored[index]!) / 2);
}
