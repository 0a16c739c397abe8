import * as tf from "@tensorflow/tfjs-core";
import { statisticsOf } from "./batch-norm-layer.ts";
import type { BatchNormLayer } from "./layer-kinds.ts";

/** What a normalization of fixed statistics amounts to: a factor and a summand per channel, each [c]. */
export interface Folded {
  readonly scale: tf.Tensor1D;
  readonly shift: tf.Tensor1D;
}

/**
 * Scale and shift of all normalizations of a model at once: scale = gamma / sqrt(variance + epsilon),
 * shift = beta - mean * scale. Gradients reach gamma and beta.
 *
 * One layer by one, this takes a dozen operations on a few hundred numbers each, forward and back. For
 * the 52 of a MobileNetV2 calling them costs a tenth of a training step; on the joined vectors it is nothing.
 *
 * @returns In the order of `norms`.
 */
export function foldNorms(norms: readonly BatchNormLayer[]): Folded[] {
  if (norms.length === 0) return [];
  const statistics = norms.map(statisticsOf);
  const sizes = statistics.map(({ mean }) => mean.size);
  const count = norms.length;
  const apply = tf.customGrad((...given) => {
    const inputs = given.slice(0, -1) as tf.Tensor1D[];
    const save = given.at(-1) as tf.GradSaveFunc;
    const gamma = tf.concat1d(inputs.slice(0, count));
    const beta = tf.concat1d(inputs.slice(count));
    const mean = tf.concat1d(statistics.map((own) => own.mean));
    const variance = tf.concat1d(statistics.map((own) => own.variance));
    const inverse = tf.rsqrt(tf.add(variance, epsilons(norms, sizes)));
    const scale = tf.mul(gamma, inverse);
    const value = tf.concat1d([scale, tf.sub(beta, tf.mul(mean, scale))] as tf.Tensor1D[]);
    save([mean, inverse]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [mean, inverse] = saved as [tf.Tensor, tf.Tensor];
      const [dscale, dshift] = tf.split(dy, 2) as [tf.Tensor, tf.Tensor];
      const dgamma = tf.mul(tf.sub(dscale, tf.mul(dshift, mean)), inverse);
      return [...tf.split(dgamma, sizes), ...tf.split(dshift, sizes)];
    };
    return { value, gradFunc };
  });
  const gammas = statistics.map(({ gamma }) => gamma);
  const betas = statistics.map(({ beta }) => beta);
  const parts = tf.split(apply(...gammas, ...betas), [...sizes, ...sizes]) as tf.Tensor1D[];
  return norms.map((_, at) => ({ scale: parts[at]!, shift: parts[count + at]! }));
}

/** Each channel's epsilon, shape [sum of sizes]. */
function epsilons(norms: readonly BatchNormLayer[], sizes: readonly number[]): tf.Tensor1D {
  return tf.tensor1d(
    Float32Array.from(
      norms.flatMap(({ epsilon }, at) => Array(sizes[at]).fill(epsilon) as number[]),
    ),
  );
}
