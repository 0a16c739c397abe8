import type { MethodConfigOf } from "@graft/core/contract";
import { disposeNet } from "@graft/core/learning/tensor";
import { chooseLearningRate } from "./choose-learning-rate.ts";
import { finishNet } from "./finish-net.ts";
import { cutInnerSplit } from "./inner-split.ts";
import { trainAnew } from "./train-anew.ts";
import type { MethodEvent, TransferMethod, TransferTask } from "./transfer-method.ts";

/** The rates that are searched lie around this one: AdamW on nets with BatchNorm from random weights. */
const CENTRE = 1e-2;

type Config = MethodConfigOf<"scratch">;

/**
 * The same net without what it had learnt: all weights drawn anew, trained in the same loop with a learning rate
 * chosen by the same search as the fine-tuned net's. It shows what the pretraining was worth.
 */
export const scratch: TransferMethod<Config> = async function* (config, task, signal) {
  const started = performance.now();
  const { stopEarly, testFlip } = config;
  const inner = cutInnerSplit(task, { fraction: stopEarly, purpose: "stop early" });
  const learningRate =
    config.learningRate === "auto"
      ? yield* searchRate(config, inner.task, signal)
      : config.learningRate;
  const settings = { ...config, learningRate };
  const net = yield* trainAnew({ ...inner, settings, started }, signal);
  try {
    yield* finishNet(net, { task, testFlip }, signal);
  } finally {
    disposeNet(net);
  }
};

function searchRate(
  settings: Config,
  task: TransferTask,
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, number> {
  const search = {
    method: settings.kind,
    settings,
    centre: CENTRE,
    open: async function* (inner: { task: TransferTask }, epochs: number) {
      yield* [];
      const parts = { task: inner.task, held: new Int32Array(), started: performance.now() };
      return (learningRate: number) => {
        const short = { ...settings, epochs, stopEarly: 0, learningRate };
        return trainAnew({ ...parts, settings: short }, signal);
      };
    },
  };
  return chooseLearningRate(task, search, signal);
}
