import * as tf from "@tensorflow/tfjs-core";
import type { Rng } from "../../analysis/random/index.ts";

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

export interface TargetOptions {
  readonly numClasses: number;
  /** Part that is spread evenly over all classes, in [0, 1). */
  readonly smoothing?: number;
  readonly mix?: Mix | null;
}

/**
 * What probabilities a net should give.
 *
 * @param labels Class indices, shape [b].
 * @returns Shape [b, numClasses], row-major; each row sums to 1.
 * @see Szegedy et al. 2016, arXiv:1512.00567, section 7, for the smoothing.
 */
export function classTargets(
  labels: ArrayLike<number>,
  { numClasses, smoothing = 0, mix = null }: TargetOptions,
): Float32Array {
  const targets = new Float32Array(labels.length * numClasses).fill(smoothing / numClasses);
  const own = mix?.share ?? 1;
  for (let row = 0; row < labels.length; row++) {
    const start = row * numClasses;
    targets[start + labels[row]!]! += own * (1 - smoothing);
    if (mix) targets[start + labels[mix.partners[row]!]!]! += (1 - own) * (1 - smoothing);
  }
  return targets;
}

/** A blend of each image of a batch with its partner. */
export interface Mix {
  /** Part of an image that is its own, in [0.5, 1]. */
  readonly share: number;
  /** Rows of the partners, shape [b]. */
  readonly partners: Int32Array;
}

/**
 * Draws the share from Beta(alpha, alpha), folded to the half in which an image is mostly its own; the
 * partner is the batch's image at the mirrored place, as the batches' order is random anyway.
 *
 * @param alpha In (0, 1].
 * @see Zhang et al. 2018, arXiv:1710.09412.
 */
export function drawMix(batchSize: number, alpha: number, rng: Rng): Mix {
  const share = drawBeta(alpha, rng);
  return {
    share: Math.max(share, 1 - share),
    partners: Int32Array.from({ length: batchSize }, (_, row) => batchSize - 1 - row),
  };
}

/** @param inputs Shape [b, …]. @returns The blend in the same shape; the caller disposes it. */
export function mixInputs(inputs: tf.Tensor, { share, partners }: Mix): tf.Tensor {
  return tf.tidy(() => {
    const others = tf.gather(inputs, tf.tensor1d(partners, "int32"));
    return tf.add(tf.mul(inputs, share), tf.mul(others, 1 - share));
  });
}

/** Beta(alpha, alpha) for alpha up to 1. @see Jöhnk 1964, doi:10.1007/BF02613706. */
function drawBeta(alpha: number, rng: Rng): number {
  for (;;) {
    const u = rng() ** (1 / alpha);
    const v = rng() ** (1 / alpha);
    if (u + v > 1) continue;
    // For a tiny alpha both may be rounded to 0: then nearly all of the mass lies at the ends.
    return u + v > 0 ? u / (u + v) : Math.round(rng());
  }
}
