import type { MethodConfigOf } from "@graft/core/contract";
import { disposeNet } from "@graft/core/tensor";
import { chooseLearningRate } from "./choose-learning-rate.ts";
import { finishNet } from "./finish-net.ts";
import { cutInnerSplit } from "./inner-split.ts";
import { trainAnew } from "./train-anew.ts";
import type { TransferMethod } from "./transfer-method.ts";

/**
 * The same net without what it had learnt: all weights drawn anew, trained in the same loop with a
 * learning rate chosen inside the training pictures. It shows what the pretraining was worth.
 */
export const scratch: TransferMethod<MethodConfigOf<"scratch">> = async function* (
  config,
  task,
  signal,
) {
  const started = performance.now();
  const { stopEarly, testFlip } = config;
  const inner = cutInnerSplit(task, { fraction: stopEarly, purpose: "stop early" });
  const learningRate =
    config.learningRate === "auto"
      ? yield* chooseLearningRate(inner.task, config, signal)
      : config.learningRate;
  const net = yield* trainAnew(
    { ...inner, settings: { ...config, learningRate }, started },
    signal,
  );
  try {
    yield* finishNet(net, { task, testFlip }, signal);
  } finally {
    disposeNet(net);
  }
};
