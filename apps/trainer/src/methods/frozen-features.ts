import type { MethodConfigOf } from "@graft/core/contract";
import { disposeNet, type TransferNet } from "@graft/core/tensor";
import { classifyFeatures } from "./classify-features.ts";
import { cachedFeatures, extractFeatures } from "./extract-features.ts";
import { backboneOf, buildNet } from "./net.ts";
import type { TransferMethod } from "./transfer-method.ts";

/** A classical classifier on what the pretrained net makes of a picture, the net left as it is. */
export const frozenFeatures: TransferMethod<MethodConfigOf<"frozen-features">> = async function* (
  config,
  task,
  signal,
) {
  let net: TransferNet | null = null;
  const openNet = async () => (net = await buildNet(task));
  try {
    const positions = Int32Array.from([...task.train, ...task.test]);
    yield* extractFeatures(task, { positions, openNet }, signal);
  } finally {
    if (net) disposeNet(net);
  }
  const { sha256, cut, inputRange } = backboneOf(task);
  const features = {
    train: cachedFeatures(task, task.train),
    test: cachedFeatures(task, task.test),
    recipe: { kind: "backbone", sha256, cut, inputRange, imageSize: task.imageSize },
  };
  const { classifiers, folds } = config;
  yield* classifyFeatures(task, { ...features, classifiers, folds }, signal);
};
