import * as tf from "@tensorflow/tfjs-core";
import {
  joinParameters,
  type Optimizer,
  type ParameterBlock,
  type ParameterGroup,
  unflatten,
} from "./parameter-blocks.ts";

export interface SgdOptions {
  /** Part of the velocity that is kept per step, in [0, 1). */
  readonly momentum: number;
  /** Decoupled decay of matrices and filters; biases, gamma and beta are never decayed. */
  readonly weightDecay: number;
}

/** A block with its velocity, a vector of the same length. */
interface Block extends ParameterBlock {
  velocity: tf.Tensor1D;
}

/**
 * Gradient descent with Nesterov momentum and decoupled weight decay on a few long vectors.
 *
 * @see Sutskever et al. 2013, ICML, section 2, in PyTorch's form: v <- m v + g, w <- w - r (g + m v).
 */
export class Sgd implements Optimizer {
  readonly variables: readonly tf.Variable[];
  readonly #blocks: readonly Block[];
  readonly #momentum: number;

  constructor(groups: readonly ParameterGroup[], { momentum, weightDecay }: SgdOptions) {
    this.#momentum = momentum;
    this.#blocks = joinParameters(groups, weightDecay).map((block) => ({
      ...block,
      velocity: tf.keep(tf.zeros<tf.Rank.R1>([block.value.size])),
    }));
    this.variables = this.#blocks.flatMap((block) => block.variables);
  }

  step(gradient: tf.Tensor1D, factor: number): void {
    const momentum = this.#momentum;
    tf.tidy(() => {
      const gradients = tf.split(
        gradient,
        this.#blocks.map((block) => block.value.size),
      );
      for (const [index, block] of this.#blocks.entries()) {
        const own = gradients[index]!;
        const rate = block.learningRate * factor;
        const velocity: tf.Tensor1D = tf.add(tf.mul(block.velocity, momentum), own);
        const change = tf.mul(tf.add(own, tf.mul(velocity, momentum)), rate);
        const value: tf.Tensor1D = tf.sub(
          tf.mul(block.value, 1 - rate * block.weightDecay),
          change,
        );
        tf.dispose([block.value, block.velocity]);
        block.value = tf.keep(value);
        block.velocity = tf.keep(velocity);
        unflatten(value, block.variables);
      }
    });
  }

  dispose(): void {
    for (const { value, velocity } of this.#blocks) tf.dispose([value, velocity]);
  }
}
