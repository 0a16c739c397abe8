import * as tf from "@tensorflow/tfjs-core";
import { type Named, register, stockKernel } from "./context.ts";

type Inputs = Named<"a" | "b">;
type Attrs = tf.BatchMatMulAttrs;

/**
 * Matrix product with explicit transposes: XNNPACK (30 GFLOP/s on one core) is used for plain products
 * of two matrices only, and the loop that serves the others does 0.4 to 2 GFLOP/s.
 */
export function registerMatMul(): void {
  const stock = stockKernel(tf.BatchMatMul);
  register<Inputs, Attrs>(tf.BatchMatMul, (call) => {
    const { a, b } = call.inputs;
    const { transposeA, transposeB } = call.attrs;
    const plain = !transposeA && !transposeB;
    if (plain || !isMatrix(a) || !isMatrix(b)) return stock(call as never);
    return tf.tidy(() => {
      const left = asMatrix(a as tf.Tensor, transposeA);
      const right = asMatrix(b as tf.Tensor, transposeB);
      const product = tf.matMul(left, right);
      const leading = (a.shape.length >= b.shape.length ? a : b).shape.slice(0, -2);
      return tf.reshape(product, [...leading, ...product.shape]);
    });
  });
}

function isMatrix({ shape }: tf.TensorInfo): boolean {
  return shape.slice(0, -2).every((size) => size === 1);
}

function asMatrix(x: tf.Tensor, transpose: boolean): tf.Tensor2D {
  const matrix = tf.reshape<tf.Rank.R2>(x, x.shape.slice(-2) as [number, number]);
  return transpose ? tf.transpose(matrix) : matrix;
}
