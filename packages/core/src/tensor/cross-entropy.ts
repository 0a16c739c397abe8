import * as tf from "@tensorflow/tfjs-core";

/**
 * Softmax cross-entropy, summed over the batch, from logits: no probability is rounded to 0 before
 * its logarithm is taken.
 *
 * @param logits Shape [b, K].
 * @param labels Class indices, shape [b].
 * @returns A scalar in nats.
 */
export function crossEntropy(logits: tf.Tensor2D, labels: ArrayLike<number>): tf.Scalar {
  return tf.tidy(() => {
    const [rows, numClasses] = logits.shape;
    const chosen = new Float32Array(rows * numClasses);
    for (let row = 0; row < rows; row++) chosen[row * numClasses + labels[row]!] = 1;
    const truth = tf.tensor2d(chosen, [rows, numClasses]);
    return tf.neg(tf.sum(tf.mul(truth, tf.logSoftmax(logits)))) as tf.Scalar;
  });
}
