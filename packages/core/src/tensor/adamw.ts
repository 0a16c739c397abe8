import * as tf from "@tensorflow/tfjs-core";

/** Variables that share a peak learning rate. */
export interface ParameterGroup {
  readonly variables: readonly tf.Variable[];
  readonly learningRate: number;
}

export interface AdamWOptions {
  /** Decoupled decay of matrices and filters; biases, gamma and beta are never decayed. */
  readonly weightDecay: number;
}

/** Variables of one rate and one decay, joined to a vector with moments of the same length. */
interface Block {
  readonly variables: readonly tf.Variable[];
  readonly learningRate: number;
  readonly weightDecay: number;
  value: tf.Tensor1D;
  first: tf.Tensor1D;
  second: tf.Tensor1D;
}

const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-7;

/** A backend may have a kernel of this name that makes the whole step in one pass. */
const FUSED_KERNEL = "AdamW";

/**
 * Adam with decoupled weight decay on a few long vectors.
 *
 * tfjs's own optimiser runs some twenty small operations per variable and step, and a net like
 * MobileNetV2 has 160 variables. Here all variables of a group lie in one vector (two, as biases are
 * not decayed), so that a step is a few large operations.
 *
 * @see Loshchilov & Hutter 2019, arXiv:1711.05101, algorithm 2.
 */
export class AdamW {
  /** All variables in the order of the gradient. */
  readonly variables: readonly tf.Variable[];
  readonly #blocks: readonly Block[];
  #steps = 0;

  constructor(groups: readonly ParameterGroup[], { weightDecay }: AdamWOptions) {
    this.#blocks = groups.flatMap(({ variables, learningRate }) => {
      const decayed = variables.filter((variable) => variable.rank >= 2);
      const others = variables.filter((variable) => variable.rank < 2);
      return [
        ...createBlock(decayed, { learningRate, weightDecay }),
        ...createBlock(others, { learningRate, weightDecay: 0 }),
      ];
    });
    this.variables = this.#blocks.flatMap((block) => block.variables);
  }

  /**
   * One step; changes the variables in place.
   *
   * @param gradient Of all variables in the order of `variables`, shape [P]; the caller disposes it.
   * @param factor Part of the peak learning rates.
   */
  step(gradient: tf.Tensor1D, factor: number): void {
    this.#steps += 1;
    tf.tidy(() => {
      const sizes = this.#blocks.map((block) => block.value.size);
      const gradients = tf.split(gradient, sizes);
      for (const [index, block] of this.#blocks.entries()) {
        const [value, first, second] = updated(block, {
          gradient: gradients[index]!,
          learningRate: block.learningRate * factor,
          step: this.#steps,
        });
        tf.dispose([block.value, block.first, block.second]);
        block.value = tf.keep(value!);
        block.first = tf.keep(first!);
        block.second = tf.keep(second!);
        writeBack(block);
      }
    });
  }

  /** Frees the vectors; the variables stay. */
  dispose(): void {
    for (const { value, first, second } of this.#blocks) tf.dispose([value, first, second]);
  }
}

function createBlock(
  variables: readonly tf.Variable[],
  rates: { learningRate: number; weightDecay: number },
): Block[] {
  if (variables.length === 0) return [];
  const value = tf.keep(tf.tidy(() => flatten(variables)));
  const zeros = () => tf.keep(tf.zeros<tf.Rank.R1>([value.size]));
  return [{ variables, ...rates, value, first: zeros(), second: zeros() }];
}

/** The next value, first and second moment. */
function updated(
  { value, first, second, weightDecay }: Block,
  { gradient, learningRate, step }: { gradient: tf.Tensor; learningRate: number; step: number },
): tf.Tensor1D[] {
  if (tf.getKernel(FUSED_KERNEL, tf.getBackend())) {
    const attrs = {
      learningRate,
      weightDecay,
      step,
      beta1: BETA_1,
      beta2: BETA_2,
      epsilon: EPSILON,
    };
    const inputs = { value, gradient, first, second };
    return tf.engine().runKernel(FUSED_KERNEL, inputs, attrs) as unknown as tf.Tensor1D[];
  }
  const newFirst = tf.add(tf.mul(first, BETA_1), tf.mul(gradient, 1 - BETA_1));
  const newSecond = tf.add(tf.mul(second, BETA_2), tf.mul(tf.square(gradient), 1 - BETA_2));
  const deviation = tf.sqrt(tf.mul(newSecond, 1 / (1 - BETA_2 ** step)));
  const rate = learningRate / (1 - BETA_1 ** step);
  const change = tf.div(tf.mul(newFirst, rate), tf.add(deviation, EPSILON));
  const decayed = tf.mul(value, 1 - learningRate * weightDecay);
  return [tf.sub(decayed, change), newFirst, newSecond] as tf.Tensor1D[];
}

function writeBack({ variables, value }: Block): void {
  const sizes = variables.map((variable) => variable.size);
  const parts = tf.split(value, sizes);
  for (const [index, variable] of variables.entries()) {
    variable.assign(tf.reshape(parts[index]!, variable.shape));
  }
}

/** Tensors one after the other as one vector. */
export function flatten(tensors: readonly tf.Tensor[]): tf.Tensor1D {
  return tf.concat1d(tensors.map((tensor) => tf.reshape(tensor, [tensor.size])));
}
