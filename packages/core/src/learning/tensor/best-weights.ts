import * as tf from "@tensorflow/tfjs-core";
import { flatten, unflatten } from "./parameter-blocks.ts";

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
