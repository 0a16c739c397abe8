import * as tf from "@tensorflow/tfjs-core";
import { type AdamWAttrs, hasKernel, KERNELS, runKernel } from "./kernels.ts";

export interface AdamWOptions {
  /** Default 0.9. */
  readonly beta1?: number;
  /** Default 0.999. */
  readonly beta2?: number;
  /** Default 1e-7, as in Keras. */
  readonly epsilon?: number;
}

/** What one variable gets in one step. */
export interface AdamWUpdate {
  readonly variable: tf.Variable;
  /** Shape of the variable; not disposed here. */
  readonly gradient: tf.Tensor;
  readonly learningRate: number;
  readonly weightDecay: number;
}

interface Moments {
  first: tf.Tensor;
  second: tf.Tensor;
  step: number;
}

/**
 * Adam with decoupled weight decay (Loshchilov & Hutter 2019, arXiv:1711.05101).
 *
 * Moments belong to the variable, whatever the order of the updates; learning rate and decay are given
 * with each update, so that groups and schedules are the caller's.
 */
export class AdamW {
  readonly #moments = new Map<number, Moments>();
  readonly #beta1: number;
  readonly #beta2: number;
  readonly #epsilon: number;

  constructor({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 }: AdamWOptions = {}) {
    this.#beta1 = beta1;
    this.#beta2 = beta2;
    this.#epsilon = epsilon;
  }

  /** Changes each variable in place. */
  apply(updates: readonly AdamWUpdate[]): void {
    for (const { variable, gradient, learningRate, weightDecay } of updates) {
      const moments = this.#momentsOf(variable);
      moments.step += 1;
      const attrs: AdamWAttrs = {
        learningRate,
        weightDecay,
        beta1: this.#beta1,
        beta2: this.#beta2,
        epsilon: this.#epsilon,
        step: moments.step,
      };
      const [value, first, second] = adamWStep({ variable, gradient, ...moments }, attrs);
      variable.assign(value as tf.Tensor);
      value?.dispose();
      moments.first.dispose();
      moments.second.dispose();
      moments.first = tf.keep(first as tf.Tensor);
      moments.second = tf.keep(second as tf.Tensor);
    }
  }

  /** Frees the moments; the variables stay. */
  dispose(): void {
    for (const { first, second } of this.#moments.values()) tf.dispose([first, second]);
    this.#moments.clear();
  }

  #momentsOf(variable: tf.Variable): Moments {
    const known = this.#moments.get(variable.id);
    if (known) return known;
    const zeros = () => tf.keep(tf.zeros(variable.shape, "float32"));
    const fresh = { first: zeros(), second: zeros(), step: 0 };
    this.#moments.set(variable.id, fresh);
    return fresh;
  }
}

interface State {
  readonly variable: tf.Tensor;
  readonly gradient: tf.Tensor;
  readonly first: tf.Tensor;
  readonly second: tf.Tensor;
}

function adamWStep({ variable, gradient, first, second }: State, attrs: AdamWAttrs): tf.Tensor[] {
  if (hasKernel(KERNELS.adamW)) {
    return runKernel(KERNELS.adamW, { value: variable, gradient, first, second }, attrs);
  }
  const { beta1, beta2, epsilon, learningRate, weightDecay, step } = attrs;
  return tf.tidy(() => {
    const newFirst = tf.add(tf.mul(first, beta1), tf.mul(gradient, 1 - beta1));
    const newSecond = tf.add(tf.mul(second, beta2), tf.mul(tf.square(gradient), 1 - beta2));
    const rate = learningRate / (1 - beta1 ** step);
    const spread = tf.add(tf.sqrt(tf.div(newSecond, 1 - beta2 ** step)), epsilon);
    const decayed = tf.mul(variable, 1 - learningRate * weightDecay);
    return [tf.sub(decayed, tf.mul(tf.div(newFirst, spread), rate)), newFirst, newSecond];
  });
}
