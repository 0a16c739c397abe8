import type { Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { filterGradient, inputGradient } from "./convolution.ts";
import { type Programs, register } from "./programs.ts";

type Pair = [number, number];

interface ConvGradientAttrs {
  readonly strides: Pair | number;
  readonly pad: "same" | "valid" | tf.backend_util.ExplicitPadding | number;
  readonly dataFormat?: string;
  readonly dimRoundingMode?: string;
}

const FILTER_GRADIENTS = [
  [tf.Conv2DBackpropFilter, false],
  [tf.DepthwiseConv2dNativeBackpropFilter, true],
] as const;

/** Kernels of tfjs that are replaced: by faster ones, and by one that gives the same bits every time. */
export function registerStockKernels(): void {
  register(
    tf.Conv2DBackpropInput,
    (
      programs,
      { dy, filter }: Readonly<Record<"dy" | "filter", Tensor>>,
      attrs: ConvGradientAttrs & { inputShape: readonly number[] },
    ) => {
      const conv = geometryOf(attrs, false);
      const { inputShape } = attrs;
      if (conv) return inputGradient(programs, { dz: dy, filter, inputShape }, conv);
      return programs.runStock(tf.Conv2DBackpropInput, { dy, filter }, attrs);
    },
  );
  for (const [name, depthwise] of FILTER_GRADIENTS) {
    register(
      name,
      (
        programs,
        { x, dy }: Readonly<Record<"x" | "dy", Tensor>>,
        attrs: ConvGradientAttrs & { filterShape: readonly number[] },
      ) => {
        const conv = geometryOf(attrs, depthwise);
        const { filterShape } = attrs;
        if (conv) return filterGradient(programs, { x, dz: dy, filterShape }, conv);
        return programs.runStock(name, { x, dy }, attrs);
      },
    );
  }
  register(tf.BatchMatMul, matMul);
}

/** Length of the sums that one product of a pair of matrices makes. */
const INNER = 1024;

/**
 * A product whose sums are long, such as a filter gradient's, as many products of shorter ones. tfjs
 * would add up with atomic operations, in another order every time.
 */
function matMul(
  programs: Programs,
  inputs: Readonly<Record<"a" | "b", Tensor>>,
  attrs: tf.BatchMatMulAttrs,
): Tensor {
  const { a, b } = inputs;
  const { transposeA, transposeB } = attrs;
  const inner = a.shape.at(transposeA ? -2 : -1) ?? 1;
  const isMatrix = [a, b].every(({ shape }) => shape.slice(0, -2).every((size) => size === 1));
  if (!isMatrix || inner < 2 * INNER || !transposeA || transposeB) {
    return programs.runStock(tf.BatchMatMul, inputs, attrs);
  }
  const [rows, columns] = [a.shape.at(-1) ?? 1, b.shape.at(-1) ?? 1];
  const parts = Math.floor(inner / INNER);
  const whole = parts * INNER;
  const chunked = {
    a: tf.reshape(firstRows(a, whole, rows), [parts, INNER, rows]),
    b: tf.reshape(firstRows(b, whole, columns), [parts, INNER, columns]),
  };
  const products = tf.reshape(programs.runStock(tf.BatchMatMul, chunked, attrs), [
    parts,
    rows * columns,
  ]);
  let sum = programs.sumRows({ products }, { term: "products[i]" });
  if (whole < inner) {
    const rest = { a: lastRows(a, whole, rows), b: lastRows(b, whole, columns) };
    sum = tf.add(sum, tf.reshape(programs.runStock(tf.BatchMatMul, rest, attrs), [rows * columns]));
  }
  const leading = (a.rank >= b.rank ? a : b).shape.slice(0, -2);
  return tf.reshape(sum, [...leading, rows, columns]);
}

function firstRows(x: Tensor, count: number, columns: number): Tensor {
  const matrix = tf.reshape(x, [x.size / columns, columns]);
  return count === matrix.shape[0] ? matrix : tf.slice(matrix, [0, 0], [count, columns]);
}

function lastRows(x: Tensor, from: number, columns: number): Tensor {
  const matrix = tf.reshape(x, [1, x.size / columns, columns]);
  return tf.slice(matrix, [0, from, 0], [1, x.size / columns - from, columns]);
}

/** What our kernels serve of the attributes of a convolution's gradient; else null. */
function geometryOf(attrs: ConvGradientAttrs, depthwise: boolean) {
  const { strides, pad, dataFormat = "NHWC", dimRoundingMode } = attrs;
  if (dataFormat !== "NHWC" || dimRoundingMode || typeof pad === "number") return null;
  const pair: Pair = typeof strides === "number" ? [strides, strides] : strides;
  return { depthwise, strides: pair, pad };
}
