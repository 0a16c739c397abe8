import { saveModel, type TransferNet } from "@graft/core/tensor";
import { backboneOf } from "./net.ts";
import { predict } from "./predict.ts";
import type { MethodEvent, TransferTask } from "./transfer-method.ts";

/** What a trained net leaves behind: the test pictures' probabilities and the model as files. */
export async function* finishNet(
  net: TransferNet,
  task: TransferTask,
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, void> {
  const positions = task.test;
  const probabilities = yield* predict(net, { task, positions, phase: "test" }, signal);
  yield { type: "probabilities", probabilities };
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
