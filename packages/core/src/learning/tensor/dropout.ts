import { dropout, type Tensor } from "@tensorflow/tfjs-core";
import type { LayersModel, layers } from "@tensorflow/tfjs-layers";
import { deriveSeed } from "../../analysis/random/index.ts";
import { allLayers } from "./all-layers.ts";

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
