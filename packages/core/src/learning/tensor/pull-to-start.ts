import * as tf from "@tensorflow/tfjs-core";
import { flatten } from "./parameter-blocks.ts";

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
