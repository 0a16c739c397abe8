import { dropout, type Tensor, tidy } from "@tensorflow/tfjs-core";
import type { LayersModel, layers } from "@tensorflow/tfjs-layers";
import { deriveSeed } from "../../analysis/random/index.ts";
import { allLayers } from "./transfer-net.ts";

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

interface Dropout extends layers.Layer {
  rate: number;
}

function dropouts(model: LayersModel): Dropout[] {
  return allLayers(model).filter((layer): layer is Dropout => layer.getClassName() === "Dropout");
}

/**
 * Draws every dropout mask from a seed, another one at every step.
 *
 * tfjs's layer draws them from an unseeded source or, given a seed, takes the same mask every time.
 */
export function seedDropout(model: LayersModel, seed: number): void {
  for (const layer of dropouts(model)) {
    let step = 0;
    layer.call = (inputs, kwargs) => {
      const input = (Array.isArray(inputs) ? inputs[0] : inputs) as Tensor;
      if (!kwargs["training"] || layer.rate === 0) return input.clone();
      step += 1;
      return dropout(input, layer.rate, undefined, deriveSeed(seed, "dropout", layer.name, step));
    };
  }
}

/** Runs a function while no unit is dropped. */
export function withoutDropout<T>(model: LayersModel, run: () => T): T {
  const layers = dropouts(model);
  const own = layers.map((layer) => layer.rate);
  for (const layer of layers) layer.rate = 0;
  try {
    return run();
  } finally {
    for (const [index, layer] of layers.entries()) layer.rate = own[index]!;
  }
}
