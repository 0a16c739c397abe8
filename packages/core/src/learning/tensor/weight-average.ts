import * as tf from "@tensorflow/tfjs-core";
import { flatten, unflatten } from "./parameter-blocks.ts";

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
