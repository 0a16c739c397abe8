import * as tf from "@tensorflow/tfjs-core";
import { type Activation, hasKernel, KERNELS, runKernel } from "./kernels.ts";

/** Rectifier with a gradient that needs the output alone, in one pass. Shape and rank are kept. */
export function activate<T extends tf.Tensor>(x: T, activation: Activation): T {
  if (activation === "linear") return x;
  const apply = tf.customGrad((input, save) => {
    const value = plainActivation(input as tf.Tensor, activation);
    (save as tf.GradSaveFunc)([value]);
    const gradFunc = (dy: tf.Tensor, [y]: tf.Tensor[]) =>
      activationGradient(y as tf.Tensor, dy, activation);
    return { value, gradFunc };
  });
  return apply(x) as T;
}

/** The activation with tfjs's own gradient. */
function plainActivation<T extends tf.Tensor>(x: T, activation: Activation): T {
  if (activation === "relu") return tf.relu(x);
  return activation === "relu6" ? tf.relu6(x) : x;
}

/** `dy` where the activation passed its input on, else 0; `y` is its output. */
function activationGradient(y: tf.Tensor, dy: tf.Tensor, activation: Activation): tf.Tensor {
  if (activation === "linear") return dy;
  if (hasKernel(KERNELS.activationGrad)) {
    return runKernel(KERNELS.activationGrad, { y, dy }, { activation })[0] as tf.Tensor;
  }
  return tf.tidy(() => {
    const above = tf.greater(y, 0);
    const passed = activation === "relu6" ? tf.logicalAnd(above, tf.less(y, 6)) : above;
    return tf.mul(dy, tf.cast(passed, "float32"));
  });
}
