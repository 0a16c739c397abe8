import { AdamW } from "@graft/core/learning/tensor";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { withGradients } from "../testing/compare-backends.ts";
import { arbitraryConvolution, type ConvolutionLimits } from "./block-comparisons.ts";
import { type Comparison, comparison, fixedComparison, ROUNDING } from "./comparison.ts";

const side = fc.integer({ min: 1, max: 40 });

/** Many channels or many rows; and the stride. */
const LARGE: readonly (readonly [number[], number[], number])[] = [
  [[2, 9, 11, 40], [1, 1, 40, 130], 1],
  [[1, 5, 5, 700], [1, 1, 700, 9], 1],
  [[3, 7, 7, 70], [3, 3, 70, 11], 1],
  [[2, 25, 27, 3], [7, 7, 3, 16], 2],
  [[1, 50, 45, 6], [1, 1, 6, 9], 1],
];

/** Kernels of tfjs's own that a backend lacks or is slow at, with tfjs's own gradients. */
export function kernelComparisons(limits: ConvolutionLimits): readonly Comparison[] {
  const convolution = arbitraryConvolution(limits).map((chosen) => {
    const served = limits.stockExplicitPadding || typeof chosen.pad === "string";
    return served ? chosen : { ...chosen, pad: "same" as const };
  });
  const severalPerChannel = convolution.map((chosen) => ({ ...chosen, depthwise: true }));
  return [
    comparison("convolutions", convolution, ({ depthwise, strides, pad, ...shapes }) => ({
      shapes: [shapes.xShape, shapes.filterShape],
      tolerance: ROUNDING,
      compute: withGradients(([x, filter]) => convolve(depthwise, { x, filter }, strides, pad)),
    })),
    comparison(
      "convolutions with several filters per channel",
      severalPerChannel,
      ({ xShape, filterShape: [height, width, channels], strides, pad }) => ({
        shapes: [xShape, [height, width, channels, 2]],
        tolerance: ROUNDING,
        compute: withGradients(([x, filter]) => convolve(true, { x, filter }, strides, pad)),
      }),
    ),
    ...LARGE.map(([x, filter, stride]) =>
      fixedComparison(`a convolution split into blocks, [${x.join()}] * [${filter.join()}]`, {
        shapes: [x, filter],
        tolerance: ROUNDING,
        compute: withGradients(([x, filter]) =>
          convolve(false, { x, filter }, [stride, stride], "same"),
        ),
      }),
    ),
    comparison("dilated convolutions", fc.boolean(), (depthwise) => ({
      shapes: [
        [2, 9, 8, 5],
        [3, 3, 5, depthwise ? 1 : 6],
      ],
      tolerance: ROUNDING,
      compute: ([x, filter]) =>
        depthwise
          ? tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, "same", "NHWC", 2)
          : tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, "same", "NHWC", 2),
    })),
    comparison(
      "convolutions with a bias and an activation",
      fc.record({
        convolution,
        activation: fc.constantFrom<tf.fused.Activation>("linear", "relu", "relu6", "sigmoid"),
        perChannel: fc.constantFrom(1, 2),
      }),
      ({ convolution, activation, perChannel }) => {
        const { xShape, filterShape, depthwise, strides, pad } = convolution;
        const [height, width, channels, filters] = filterShape;
        const shape = [height, width, channels, depthwise ? perChannel : filters];
        return {
          shapes: [xShape, shape, [depthwise ? channels * perChannel : filters]],
          tolerance: ROUNDING,
          compute: ([x, filter, bias]) => {
            const given = { x, filter, bias, strides, pad, activation };
            return depthwise
              ? tf.fused.depthwiseConv2d(given as Parameters<typeof tf.fused.depthwiseConv2d>[0])
              : tf.fused.conv2d(given as Parameters<typeof tf.fused.conv2d>[0]);
          },
        };
      },
    ),
    comparison(
      "matrix products, transposed or not",
      fc.tuple(side, fc.oneof(side, fc.constantFrom(2047, 2500)), side, fc.boolean(), fc.boolean()),
      ([rows, inner, columns, left, right]) => ({
        shapes: [left ? [inner, rows] : [rows, inner], right ? [columns, inner] : [inner, columns]],
        tolerance: ROUNDING,
        compute: ([a, b]) => tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D, left, right),
      }),
    ),
    comparison(
      "batches of matrix products",
      fc.tuple(fc.integer({ min: 1, max: 4 }), fc.boolean()),
      ([batch, right]) => ({
        shapes: [
          [batch, 4, 5],
          [batch, ...(right ? [6, 5] : [5, 6])],
        ],
        tolerance: ROUNDING,
        compute: ([a, b]) => tf.matMul(a as tf.Tensor3D, b as tf.Tensor3D, false, right),
      }),
    ),
    comparison(
      "sums",
      fc.record({
        shape: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
        mask: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
        keepDims: fc.boolean(),
      }),
      ({ shape, mask, keepDims }) => ({
        shapes: [shape],
        tolerance: ROUNDING,
        compute: ([x]) => {
          const axes = shape.map((_, axis) => axis).filter((axis) => mask[axis]);
          return tf.sum(tf.add(x!, 1), axes.length > 0 ? axes : 0, keepDims);
        },
      }),
    ),
    comparison("slices", arbitrarySlice(), ({ shape, begin, size }) => ({
      shapes: [shape],
      tolerance: 1e-12,
      compute: ([x]) => [tf.slice(x!, begin, size), tf.clone(x!)],
    })),
    comparison(
      "splits",
      fc.tuple(side, side, side, fc.boolean()),
      ([first, second, third, ahead]) => ({
        shapes: [ahead ? [3, first + second + third] : [first + second + third, 2]],
        tolerance: 1e-12,
        compute: ([x]) => tf.split(x!, [first, second, third], ahead ? 1 : 0),
      }),
    ),
    comparison("AdamW", fc.tuple(side, side), ([rows, columns]) => ({
      // Two variables, a matrix that is decayed and a vector that is not, and two gradients for them.
      shapes: [[rows, columns], [columns], [(rows + 1) * columns], [(rows + 1) * columns]],
      tolerance: ROUNDING,
      compute: ([matrix, vector, ...gradients]) => {
        const variables = [tf.variable(matrix!), tf.variable(vector!)];
        const optimizer = new AdamW([{ variables, learningRate: 0.1 }], { weightDecay: 0.1 });
        for (const gradient of gradients) optimizer.step(gradient as tf.Tensor1D, 0.9);
        const moved = variables.map((variable) => tf.clone(variable));
        optimizer.dispose();
        tf.dispose(variables);
        return moved;
      },
    })),
  ];
}

type ConvPad = Parameters<typeof tf.conv2d>[3];

function convolve(
  depthwise: boolean,
  { x, filter }: { x: tf.Tensor | undefined; filter: tf.Tensor | undefined },
  ...[strides, pad]: [[number, number], ConvPad]
): tf.Tensor {
  const apply = depthwise ? tf.depthwiseConv2d : tf.conv2d;
  return apply(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad);
}

/** A box inside a tensor of up to five axes; it may be empty. */
function arbitrarySlice(): fc.Arbitrary<{ shape: number[]; begin: number[]; size: number[] }> {
  const axis = fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.nat(4), fc.nat(5))
    .map(([whole, from, count]) => {
      const begin = from % whole;
      return { whole, begin, size: Math.min(count, whole - begin) };
    });
  return fc.array(axis, { minLength: 1, maxLength: 5 }).map((axes) => ({
    shape: axes.map(({ whole }) => whole),
    begin: axes.map(({ begin }) => begin),
    size: axes.map(({ size }) => size),
  }));
}
