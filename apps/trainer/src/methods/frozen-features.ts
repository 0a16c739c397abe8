import type { MethodConfigOf } from "@graft/core/contract";
import { disposeNet, type TransferNet } from "@graft/core/learning/tensor";
import { classifyFeatures } from "./classify-features.ts";
import { cachedFeatureSets, describeFeatureSet, extractFeatures } from "./extract-features.ts";
import { buildNet } from "./net.ts";
import type { TransferMethod } from "./transfer-method.ts";

/** A classical classifier on what the pretrained net makes of an image, the net left as it is. */
export const frozenFeatures: TransferMethod<MethodConfigOf<"frozen-features">> = async function* (
  config,
  task,
  signal,
) {
  let net: TransferNet | null = null;
  let secondsPerImage: number | null;
  const openNet = async () => (net = await buildNet(task));
  try {
    const positions = Int32Array.from([...task.train, ...task.test]);
    secondsPerImage = yield* extractFeatures(task, { positions, openNet }, signal);
  } finally {
    if (net) disposeNet(net);
  }
  const { classifiers, folds, features } = config;
  const sets = {
    train: cachedFeatureSets(task, task.train, features),
    test: cachedFeatureSets(task, task.test, features),
    describe: (name: string) => describeFeatureSet(task, name),
    secondsPerImage,
  };
  yield* classifyFeatures(task, { ...sets, classifiers, folds }, signal);
};
