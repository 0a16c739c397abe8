export { AdamW, type ParameterGroup } from "./adamw.ts";
export { trainableVariables } from "./all-layers.ts";
export { attachHead, disposeNet, setHead, type TransferNet } from "./attach-head.ts";
export { batchGradient, type DifferentiateLoss } from "./batch-gradient.ts";
export {
  estimateStatistics,
  freezeStatistics,
  hasFrozenStatistics,
  setMomentum,
} from "./batch-norm.ts";
export { seedDropout } from "./dropout.ts";
export { type Batch, epochBatches, splitEvenly } from "./epoch-batches.ts";
export { infer } from "./infer.ts";
export { rateFactor } from "./learning-rate.ts";
export { type Pictures, pictureBatch } from "./picture-batch.ts";
export { reinitialise } from "./reinitialise.ts";
export { saveModel } from "./save-model.ts";
