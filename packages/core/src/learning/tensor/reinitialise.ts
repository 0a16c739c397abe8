import { fill, tidy } from "@tensorflow/tfjs-core";
import type { initializers, LayersModel, layers } from "@tensorflow/tfjs-layers";
import { deriveSeed } from "../../analysis/random/index.ts";
import { allLayers } from "./all-layers.ts";

type Initializer = ReturnType<typeof initializers.zeros>;
type InitializerClass = new (config: Record<string, unknown>) => Initializer;

/** What a BatchNorm starts from, whatever the pretrained net says. */
const FIXED: Readonly<Record<string, number>> = {
  gamma: 1,
  beta: 0,
  moving_mean: 0,
  moving_variance: 1,
};

/**
 * Draws all weights anew: each layer by its own initialisers, each weight from a stream of its own.
 *
 * The streams hang on the weights' names, so that another head leaves the body's weights as they were.
 */
export function reinitialise(model: LayersModel, seed: number): void {
  for (const layer of allLayers(model)) {
    for (const weight of layer.weights) {
      const name = weight.originalName.split("/").at(-1)!;
      const constant = FIXED[name];
      const shape = weight.shape.map(Number);
      const value = tidy(() =>
        constant === undefined
          ? seeded(initializerOf(layer, name), deriveSeed(seed, "init", layer.name, name)).apply(
              shape,
            )
          : fill(shape, constant),
      );
      weight.write(value);
      value.dispose();
    }
  }
}

/** `depthwise_kernel` is drawn by the layer's `depthwiseInitializer`, `bias` by its `biasInitializer`. */
function initializerOf(layer: layers.Layer, weight: string): Initializer {
  const owner = layer as unknown as Record<string, Initializer | undefined>;
  const camel = weight.replaceAll(/_+(\w)/g, (_match, letter: string) => letter.toUpperCase());
  const found = owner[`${camel}Initializer`] ?? owner[`${camel.replace(/Kernel$/, "")}Initializer`];
  if (found) return found;
  throw new Error(`The layer "${layer.name}" does not say how to initialise "${weight}".`);
}

function seeded(initializer: Initializer, seed: number): Initializer {
  const Class = initializer.constructor as InitializerClass;
  return new Class({ ...initializer.getConfig(), seed });
}
