import * as tf from "@tensorflow/tfjs-core";

export interface OptimizerOptions {
  readonly optimizer: "adamw" | "sgd";
  /** Of sgd. */
  readonly momentum: number;
  readonly weightDecay: number;
}

/** The optimiser that a config names. */
export function createOptimizer(
  groups: readonly ParameterGroup[],
  { optimizer, ...options }: OptimizerOptions,
): Optimizer {
  return optimizer === "sgd" ? new Sgd(groups, options) : new AdamW(groups, options);
}

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
interface AdamBlock extends ParameterBlock {
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
  readonly #blocks: readonly AdamBlock[];
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
  { value, first, second, weightDecay }: AdamBlock,
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

export interface SgdOptions {
  /** Part of the velocity that is kept per step, in [0, 1). */
  readonly momentum: number;
  /** Decoupled decay of matrices and filters; biases, gamma and beta are never decayed. */
  readonly weightDecay: number;
}

/** A block with its velocity, a vector of the same length. */
interface SgdBlock extends ParameterBlock {
  velocity: tf.Tensor1D;
}

/**
 * Gradient descent with Nesterov momentum and decoupled weight decay on a few long vectors.
 *
 * @see Sutskever et al. 2013, ICML, section 2, in PyTorch's form: v <- m v + g, w <- w - r (g + m v).
 */
export class Sgd implements Optimizer {
  readonly variables: readonly tf.Variable[];
  readonly #blocks: readonly SgdBlock[];
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

/**
 * Part of the peak learning rate at a step: a linear rise over the warm-up, then half a cosine down to 0.
 *
 * @param step 0-based.
 * @returns A factor in (0, 1].
 * @see Loshchilov & Hutter 2017, arXiv:1608.03983, without restarts.
 */
export function rateFactor(
  step: number,
  { totalSteps, warmupFraction }: { totalSteps: number; warmupFraction: number },
): number {
  const warmup = Math.round(totalSteps * warmupFraction);
  if (step < warmup) return (step + 1) / warmup;
  return 0.5 * (1 + Math.cos((Math.PI * (step - warmup)) / (totalSteps - warmup)));
}

/**
 * A gradient of at most a given length, in the direction that it had.
 *
 * @param gradient Of all variables, shape [P]: its length is the "global norm".
 * @returns Shape [P]; the caller disposes it.
 * @see Pascanu et al. 2013, arXiv:1211.5063, algorithm 1.
 */
export function clipNorm(gradient: tf.Tensor1D, maxNorm: number): tf.Tensor1D {
  return tf.tidy(() => {
    const norm = tf.sqrt(tf.sum(tf.square(gradient)));
    // As 1 / max(1, norm / maxNorm), which a gradient of zeros does not divide by 0.
    return tf.div(gradient, tf.maximum(1, tf.div(norm, maxNorm)));
  });
}

/** Variables that share a peak learning rate. */
export interface ParameterGroup {
  readonly variables: readonly tf.Variable[];
  readonly learningRate: number;
}

/** Changes variables by their gradient. */
export interface Optimizer {
  /** All variables in the order of the gradient. */
  readonly variables: readonly tf.Variable[];
  /**
   * One step; changes the variables in place.
   *
   * @param gradient Of all variables in the order of `variables`, shape [P]; the caller disposes it.
   * @param factor Part of the peak learning rates.
   */
  step(gradient: tf.Tensor1D, factor: number): void;
  /** Frees what the optimiser keeps; the variables stay. */
  dispose(): void;
}

/** Variables of one rate and one decay, joined to a vector. */
interface ParameterBlock {
  readonly variables: readonly tf.Variable[];
  readonly learningRate: number;
  readonly weightDecay: number;
  value: tf.Tensor1D;
}

/**
 * A net like MobileNetV2 has 160 variables; joined to a vector per group (two, as biases, gamma and
 * beta are never decayed) an optimiser's step is a few large operations.
 */
function joinParameters(groups: readonly ParameterGroup[], weightDecay: number): ParameterBlock[] {
  return groups.flatMap(({ variables, learningRate }) => {
    const decayed = variables.filter((variable) => variable.rank >= 2);
    const others = variables.filter((variable) => variable.rank < 2);
    return [
      { variables: decayed, learningRate, weightDecay },
      { variables: others, learningRate, weightDecay: 0 },
    ]
      .filter(({ variables }) => variables.length > 0)
      .map((block) => ({ ...block, value: tf.keep(flatten(block.variables)) }));
  });
}

/** Tensors one after the other as one vector. */
export function flatten(tensors: readonly tf.Tensor[]): tf.Tensor1D {
  return tf.tidy(() => tf.concat1d(tensors.map((tensor) => tf.reshape(tensor, [tensor.size]))));
}

/** Gives variables the values of a vector made by `flatten`. */
export function unflatten(vector: tf.Tensor1D, variables: readonly tf.Variable[]): void {
  tf.tidy(() => {
    const sizes = variables.map((variable) => variable.size);
    for (const [index, part] of tf.split(vector, sizes).entries()) {
      const variable = variables[index]!;
      variable.assign(tf.reshape(part, variable.shape));
    }
  });
}
