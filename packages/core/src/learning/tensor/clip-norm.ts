import * as tf from "@tensorflow/tfjs-core";

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
