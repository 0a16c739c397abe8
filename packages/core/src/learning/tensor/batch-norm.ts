import type { Tensor } from "@tensorflow/tfjs-core";
import { tidy } from "@tensorflow/tfjs-core";
import type { LayersModel, layers } from "@tensorflow/tfjs-layers";
import { allLayers } from "./all-layers.ts";
import { withoutDropout } from "./dropout.ts";

/** tfjs-layers' BatchNormalization, which it does not export. */
interface BatchNorm extends layers.Layer {
  /** Part of the old moving statistics that a training step keeps. */
  momentum: number;
}

function batchNorms(model: LayersModel): BatchNorm[] {
  return allLayers(model).filter(
    (layer): layer is BatchNorm => layer.getClassName() === "BatchNormalization",
  );
}

/**
 * Makes every BatchNorm use its stored mean and variance in training too, and leave them alone.
 *
 * tfjs's layer takes the batch's own statistics in training even when `trainable` is false. gamma and
 * beta stay trainable: only the statistics are fixed.
 */
export function freezeStatistics(model: LayersModel): void {
  for (const layer of batchNorms(model)) {
    const prototype = Object.getPrototypeOf(layer) as layers.Layer;
    layer.call = (inputs, kwargs) =>
      prototype.call.call(layer, inputs, { ...kwargs, training: false });
  }
}

/**
 * Sets which part of its moving statistics every BatchNorm keeps per training step.
 *
 * With the usual 0.99 or 0.999 the hundred steps of a small training leave the moving statistics near
 * their initial values, so that the net does well in training and guesses in inference.
 *
 * @param momentum In [0, 1].
 * @returns Gives every layer its own momentum back.
 */
export function setMomentum(model: LayersModel, momentum: number): () => void {
  const own = batchNorms(model).map((layer) => [layer, layer.momentum] as const);
  for (const [layer] of own) layer.momentum = momentum;
  return () => {
    for (const [layer, before] of own) layer.momentum = before;
  };
}

/**
 * Sets the moving statistics to the mean of the batches' statistics under the net's weights as they are.
 *
 * Call it once per batch of the training images, in order, after training.
 *
 * @param seen Images in the batches before this one.
 * @see Wu & Johnson 2021, arXiv:2105.07576, section 3 ("precise BatchNorm").
 */
export function estimateStatistics(model: LayersModel, images: Tensor, seen: number): void {
  const count = images.shape[0]!;
  const restore = setMomentum(model, seen / (seen + count));
  withoutDropout(model, () =>
    tidy(() => model.apply(images, { training: true }) as Tensor),
  ).dispose();
  restore();
}
