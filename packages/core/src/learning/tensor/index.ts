export { batchGradient, type DifferentiateLoss, type TrainedNet } from "./batch-gradient.ts";
export {
  type Batch,
  epochBatches,
  type Images,
  imageBatch,
  infer,
  splitEvenly,
} from "./image-batch.ts";
export { classTargets, mixInputs } from "./losses.ts";
export { estimateStatistics, freezeStatistics, seedDropout, setMomentum } from "./normalization.ts";
export {
  AdamW,
  type AdamWState,
  clipNorm,
  createOptimizer,
  type Optimizer,
  type ParameterGroup,
  rateFactor,
} from "./optimizers.ts";
export { type PooledBlocks, poolBlocks, SpatialMoments } from "./pool-blocks.ts";
export {
  attachHead,
  disposeNet,
  saveModel,
  setHead,
  stagesOf,
  type TransferNet,
  trainableVariables,
} from "./transfer-net.ts";
export type { Augmentation } from "./views.ts";
export { BestWeights, PullToStart, reinitialise, WeightAverage } from "./weights.ts";
