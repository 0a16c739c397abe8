import * as tf from "@tensorflow/tfjs-core";
import { fill, tidy } from "@tensorflow/tfjs-core";
import type { initializers, LayersModel, layers } from "@tensorflow/tfjs-layers";
import { deriveSeed } from "../../analysis/random/index.ts";
import { flatten, unflatten } from "./optimizers.ts";
import { allLayers } from "./transfer-net.ts";

/**
 * A running mean of weights over the steps of a training, newer ones counting more.
 *
 * The decay of step t is at most (1 + t) / (10 + t): a short training does not end with a mean that
 * is half made of its start.
 *
 * @see Polyak & Juditsky 1992, doi:10.1137/0330046; the rise of the decay as in TensorFlow's
 *   `ExponentialMovingAverage` with `num_updates`.
 */
export class WeightAverage {
  readonly #variables: readonly tf.Variable[];
  readonly #decay: number;
  #mean: tf.Tensor1D;
  #steps = 0;

  /** @param decay In [0, 1). */
  constructor(variables: readonly tf.Variable[], decay: number) {
    this.#variables = variables;
    this.#decay = decay;
    this.#mean = tf.keep(flatten(variables));
  }

  /** Takes the variables' present values into the mean. */
  update(): void {
    this.#steps += 1;
    const decay = Math.min(this.#decay, (1 + this.#steps) / (10 + this.#steps));
    this.#replace(
      tf.tidy(() => {
        const now = flatten(this.#variables);
        return tf.add(tf.mul(this.#mean, decay), tf.mul(now, 1 - decay)) as tf.Tensor1D;
      }),
    );
  }

  /** Exchanges the variables' values and the mean; a second time, they are back. */
  exchange(): void {
    const now = flatten(this.#variables);
    unflatten(this.#mean, this.#variables);
    this.#replace(now);
  }

  dispose(): void {
    this.#mean.dispose();
  }

  #replace(mean: tf.Tensor1D): void {
    this.#mean.dispose();
    this.#mean = tf.keep(mean);
  }
}

/** Keeps the weights of the best epoch so far: early stopping. @see Prechelt 1998, doi:10.1007/3-540-49430-8_3. */
export class BestWeights {
  readonly #variables: readonly tf.Variable[];
  #best: { loss: number; epoch: number; values: tf.Tensor1D } | null = null;

  constructor(variables: readonly tf.Variable[]) {
    this.#variables = variables;
  }

  /** 1-based; 0 before any. */
  get epoch(): number {
    return this.#best?.epoch ?? 0;
  }

  /** Keeps the variables' present values if the loss is lower than any before. A NaN never is. */
  offer(epoch: number, loss: number): void {
    if (!(loss < (this.#best?.loss ?? Number.POSITIVE_INFINITY))) return;
    this.dispose();
    this.#best = { loss, epoch, values: tf.keep(flatten(this.#variables)) };
  }

  /** Gives the variables the kept values; without any they stay. */
  restore(): void {
    if (this.#best) unflatten(this.#best.values, this.#variables);
  }

  dispose(): void {
    this.#best?.values.dispose();
    this.#best = null;
  }
}

/**
 * L2-SP: adds the slope of `strength / 2 * |w - start|^2` to a gradient, so that pretrained weights stay
 * near where they were, and not near 0 as weight decay has it.
 *
 * @see Li et al. 2018, arXiv:1802.01483, section 3.
 */
export class PullToStart {
  readonly #variables: readonly tf.Variable[];
  readonly #strength: number;
  readonly #start: tf.Tensor1D;

  /** @param variables The first ones of the gradient; where they are now is their start. */
  constructor(variables: readonly tf.Variable[], strength: number) {
    this.#variables = variables;
    this.#strength = strength;
    this.#start = tf.keep(flatten(variables));
  }

  /**
   * @param gradient Shape [P], first those of the variables pulled; the others' stay as they are.
   * @returns Shape [P]; the caller disposes it.
   */
  addTo(gradient: tf.Tensor1D): tf.Tensor1D {
    return tf.tidy(() => {
      const way = tf.sub(flatten(this.#variables), this.#start) as tf.Tensor1D;
      const pull = tf.mul(way, this.#strength) as tf.Tensor1D;
      return tf.add(gradient, tf.pad1d(pull, [0, gradient.size - pull.size]));
    });
  }

  dispose(): void {
    this.#start.dispose();
  }
}

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
 * Draws all weights at random: each layer by its own initialisers, each weight from a stream of its own.
 *
 * The streams depend on the weights' names, so that another head leaves the body's weights as they were.
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
