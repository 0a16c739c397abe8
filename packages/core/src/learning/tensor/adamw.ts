import * as tf from "@tensorflow/tfjs-core";
import {
  joinParameters,
  type Optimizer,
  type ParameterBlock,
  type ParameterGroup,
  unflatten,
} from "./parameter-blocks.ts";

export interface AdamWOptions {
  /** Decoupled decay of matrices and filters; biases, gamma and beta are never decayed. */
  readonly weightDecay: number;
}

/** Number of steps and the moments of each block, to write down and take up again. */
export interface AdamWState {
  readonly steps: number;
  readonly first: readonly Float32Array[];
  readonly second: readonly Float32Array[];
}

/** A block with its moments, vectors of the same length. */
interface Block extends ParameterBlock {
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
 * tfjs's own optimiser runs some twenty small operations per variable and step.
 *
 * @see Loshchilov & Hutter 2019, arXiv:1711.05101, algorithm 2.
 */
export class AdamW implements Optimizer {
  readonly variables: readonly tf.Variable[];
  readonly #blocks: readonly Block[];
  #steps = 0;

  constructor(groups: readonly ParameterGroup[], { weightDecay }: AdamWOptions) {
    this.#blocks = joinParameters(groups, weightDecay).map((block) => {
      const zeros = () => tf.keep(tf.zeros<tf.Rank.R1>([block.value.size]));
      return { ...block, first: zeros(), second: zeros() };
    });
    this.variables = this.#blocks.flatMap((block) => block.variables);
  }

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
        unflatten(block.value, block.variables);
      }
    });
  }

  /** What a later optimiser of the same variables needs to go on as this one would. */
  async state(): Promise<AdamWState> {
    return {
      steps: this.#steps,
      first: await readAll(this.#blocks.map(({ first }) => first)),
      second: await readAll(this.#blocks.map(({ second }) => second)),
    };
  }

  /** Goes on where another optimiser stopped; the variables must already have its values. */
  restore({ steps, first, second }: AdamWState): void {
    this.#steps = steps;
    for (const [index, block] of this.#blocks.entries()) {
      tf.dispose([block.first, block.second]);
      block.first = tf.keep(tf.tensor1d(first[index]!));
      block.second = tf.keep(tf.tensor1d(second[index]!));
    }
  }

  dispose(): void {
    for (const { value, first, second } of this.#blocks) tf.dispose([value, first, second]);
  }
}

function readAll(tensors: readonly tf.Tensor[]): Promise<Float32Array[]> {
  return Promise.all(tensors.map(async (tensor) => (await tensor.data()) as Float32Array));
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
