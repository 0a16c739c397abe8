import * as tf from "@tensorflow/tfjs-core";

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
export interface ParameterBlock {
  readonly variables: readonly tf.Variable[];
  readonly learningRate: number;
  readonly weightDecay: number;
  value: tf.Tensor1D;
}

/**
 * A net like MobileNetV2 has 160 variables; joined to a vector per group (two, as biases, gamma and
 * beta are never decayed) an optimiser's step is a few large operations.
 */
export function joinParameters(
  groups: readonly ParameterGroup[],
  weightDecay: number,
): ParameterBlock[] {
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
