import * as tf from "@tensorflow/tfjs-core";

/**
 * Softmax cross-entropy, summed over the batch, from logits: no probability is rounded to 0 before
 * its logarithm is taken.
 *
 * @param logits Shape [b, K].
 * @param targets Probabilities of the classes, shape [b, K], row-major.
 * @returns A scalar in nats.
 */
export function crossEntropy(logits: tf.Tensor2D, targets: Float32Array): tf.Scalar {
  return tf.tidy(() => {
    const truth = tf.tensor2d(targets, logits.shape);
    return tf.neg(tf.sum(tf.mul(truth, tf.logSoftmax(logits)))) as tf.Scalar;
  });
}
