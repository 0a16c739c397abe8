import * as tf from "@tensorflow/tfjs-core";
import { layers, type Shape } from "@tensorflow/tfjs-layers";

/**
 * Mean and standard deviation over space of each channel of a map: from shape [b, h, w, c] to
 * [b, 2 c], the means first. It has no weights.
 *
 * The mean says how much of what a channel looks for there is in an image; the deviation whether it
 * is all over the image or in places.
 */
export class SpatialMoments extends layers.Layer {
  static readonly className = "SpatialMoments";

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch, , , channels] = inputShape as Shape;
    return [batch ?? null, 2 * Number(channels)];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const map = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
    const size = map.shape.slice(1, 3) as [number, number];
    return tf.tidy(() => {
      // The mean by a pooling over the whole map: `mean` would first move all numbers about.
      const mean = tf.avgPool(map, size, 1, "valid");
      const variance = tf.avgPool(tf.squaredDifference<tf.Tensor4D>(map, mean), size, 1, "valid");
      return tf.concat([tf.squeeze(mean, [1, 2]), tf.squeeze(tf.sqrt(variance), [1, 2])], 1);
    });
  }
}
