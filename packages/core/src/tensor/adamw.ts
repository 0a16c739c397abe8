import * as tf from "@tensorflow/tfjs-core";

/** Variables that share a peak learning rate. */
export interface ParameterGroup {
  readonly variables: readonly tf.Variable[];
  readonly learningRate: number;
}

export interface AdamWOptions {
  /** Decoupled weight decay of matrices and filters; biases, gamma and beta are never decayed. */
  readonly weightDecay: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

/**
 * Adam with decoupled weight decay, on one long vector.
 *
 * tfjs's own optimiser runs some twenty small operations per variable and step; a net like MobileNetV2
 * has 160 variables. Here all of them, their moments and their rates lie in vectors of the length P of
 * all parameters together, so that a step is about fifteen large operations.
 *
 * @see Loshchilov & Hutter 2019, arXiv:1711.05101, algorithm 2.
 */
export class AdamW {
  readonly variables: readonly tf.Variable[];
  readonly #rates: tf.Tensor1D;
  readonly #decays: tf.Tensor1D;
  readonly #options: Required<AdamWOptions>;
  #values: tf.Tensor1D;
  #mean: tf.Tensor1D;
  #square: tf.Tensor1D;
  #steps = 0;

  constructor(groups: readonly ParameterGroup[], options: AdamWOptions) {
    this.#options = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, ...options };
    this.variables = groups.flatMap((group) => group.variables);
    const rateOf = new Map(
      groups.flatMap(({ variables, learningRate }) =>
        variables.map((variable) => [variable, learningRate] as const),
      ),
    );
    const { weightDecay } = options;
    this.#rates = this.#spread((variable) => rateOf.get(variable)!);
    this.#decays = this.#spread((variable) => (variable.rank >= 2 ? weightDecay : 0));
    this.#values = tf.tidy(() => flatten(this.variables));
    this.#mean = tf.zerosLike(this.#values);
    this.#square = tf.zerosLike(this.#values);
  }

  /**
   * One step.
   *
   * @param gradient Of all variables in order, shape [P]; the caller disposes it.
   * @param factor Part of the peak learning rates.
   */
  step(gradient: tf.Tensor1D, factor: number): void {
    const { beta1, beta2, epsilon } = this.#options;
    this.#steps += 1;
    const meanScale = 1 / (1 - beta1 ** this.#steps);
    const squareScale = 1 / (1 - beta2 ** this.#steps);
    const [mean, square, values] = tf.tidy(() => {
      const mean = tf.add(tf.mul(this.#mean, beta1), tf.mul(gradient, 1 - beta1));
      const square = tf.add(tf.mul(this.#square, beta2), tf.mul(tf.square(gradient), 1 - beta2));
      const deviation = tf.add(tf.sqrt(tf.mul(square, squareScale)), epsilon);
      const direction = tf.add(
        tf.div(tf.mul(mean, meanScale), deviation),
        tf.mul(this.#values, this.#decays),
      );
      const change = tf.mul(direction, tf.mul(this.#rates, factor));
      return [mean, square, tf.sub(this.#values, change)] as tf.Tensor1D[];
    });
    tf.dispose([this.#mean, this.#square, this.#values]);
    this.#mean = mean!;
    this.#square = square!;
    this.#values = values!;
    this.#writeBack();
  }

  dispose(): void {
    tf.dispose([this.#rates, this.#decays, this.#values, this.#mean, this.#square]);
  }

  #writeBack(): void {
    tf.tidy(() => {
      const sizes = this.variables.map((variable) => variable.size);
      const parts = tf.split(this.#values, sizes);
      for (const [index, variable] of this.variables.entries()) {
        variable.assign(tf.reshape(parts[index]!, variable.shape));
      }
    });
  }

  #spread(valueOf: (variable: tf.Variable) => number): tf.Tensor1D {
    const spread = new Float32Array(this.variables.reduce((sum, { size }) => sum + size, 0));
    let offset = 0;
    for (const variable of this.variables) {
      spread.fill(valueOf(variable), offset, offset + variable.size);
      offset += variable.size;
    }
    return tf.tensor1d(spread);
  }
}

/** Tensors one after the other as one vector. */
export function flatten(tensors: readonly tf.Tensor[]): tf.Tensor1D {
  return tf.concat1d(tensors.map((tensor) => tf.reshape(tensor, [tensor.size])));
}
