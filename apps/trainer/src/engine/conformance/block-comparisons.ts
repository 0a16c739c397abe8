import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import {
  activate,
  batchNormFrozen,
  batchNormTrain,
  convBlock,
  convNormBlock,
  scaleShift,
} from "../ops/blocks.ts";
import type { Activation, ConvAttrs } from "../ops/kernels.ts";
import { randomValues, withGradients } from "../testing/compare-backends.ts";
import { type Comparison, comparison, NORM_ROUNDING, ROUNDING } from "./comparison.ts";

const activation = fc.constantFrom<Activation>("linear", "relu", "relu6");
const channels = fc.integer({ min: 1, max: 21 });
const matrix = fc.record({
  leading: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
  channels,
  activation,
});

/**
 * The ops of `ops/`, with their gradients. The plain backend has none of their kernels: there they are
 * composed of tfjs's own ops and differentiated by tfjs.
 */
export function blockComparisons(limits: ConvolutionLimits): readonly Comparison[] {
  const convolution = arbitraryConvolution(limits);
  return [
    comparison(
      "convolution, scale, shift, activation",
      fc.record({
        convolution,
        activation,
        scaled: fc.boolean(),
        shifted: fc.boolean(),
      }),
      ({ convolution, activation, scaled, shifted }) => {
        const vectors = [scaled, shifted].filter(Boolean).map(() => [outputsOf(convolution)]);
        const block = ([x, filter, ...rest]: tf.Tensor[]) => {
          const given = [...rest] as tf.Tensor1D[];
          const scale = scaled ? given.shift() : undefined;
          const parameters = { filter: filter as tf.Tensor4D, scale, shift: given.shift() };
          return convBlock(x as tf.Tensor4D, parameters, { ...convolution, activation });
        };
        const shapes = [convolution.xShape, convolution.filterShape, ...vectors];
        return { shapes, compute: withGradients(block), tolerance: ROUNDING };
      },
    ),
    comparison(
      "convolution of images, which need no gradient",
      fc.record({ convolution, activation }),
      ({ convolution, activation }) => ({
        shapes: [convolution.filterShape],
        tolerance: ROUNDING,
        compute: withGradients(([filter]) => {
          const x = tf.tensor(randomValues(convolution.xShape, 5), convolution.xShape);
          const attrs = { ...convolution, activation, inputGradient: false };
          return convBlock(x as tf.Tensor4D, { filter: filter as tf.Tensor4D }, attrs);
        }),
      }),
    ),
    comparison(
      "convolution, normalization, activation",
      fc.record({ convolution, activation }),
      ({ convolution, activation }) => {
        const vector = [outputsOf(convolution)];
        const attrs = { ...convolution, activation, epsilon: 1e-2 };
        const block = ([x, filter, gamma, beta]: tf.Tensor[]) => {
          const parameters = { filter, gamma, beta } as Parameters<typeof convNormBlock>[1];
          const { y, mean, variance } = convNormBlock(x as tf.Tensor4D, parameters, attrs);
          tf.dispose([mean, variance]);
          return y;
        };
        const shapes = [convolution.xShape, convolution.filterShape, vector, vector];
        return { shapes, compute: withGradients(block), tolerance: NORM_ROUNDING };
      },
    ),
    comparison("normalization by the batch", matrix, ({ leading, channels, activation }) => ({
      shapes: [[...leading, 5, channels], [channels], [channels]],
      tolerance: NORM_ROUNDING,
      compute: withGradients(([x, gamma, beta]) => {
        const parameters = { gamma, beta } as Parameters<typeof batchNormTrain>[1];
        return batchNormTrain(x!, parameters, { epsilon: 1e-2, activation }).y;
      }),
    })),
    comparison("statistics of the batch", matrix, ({ leading, channels, activation }) => ({
      shapes: [[...leading, 5, channels], [channels], [channels]],
      tolerance: ROUNDING,
      compute: ([x, gamma, beta]) => {
        const parameters = { gamma, beta } as Parameters<typeof batchNormTrain>[1];
        const { mean, variance } = batchNormTrain(x!, parameters, { epsilon: 1e-2, activation });
        return [mean, variance];
      },
    })),
    comparison(
      "normalization by fixed statistics",
      matrix,
      ({ leading, channels, activation }) => ({
        shapes: [[...leading, channels], [channels], [channels]],
        tolerance: ROUNDING,
        compute: withGradients(([x, gamma, beta]) => {
          // Not linspace: tfjs gives NaN for a single value of it on WebGPU.
          const mean = tf.sub(tf.div(tf.range(0, channels), channels), 0.5);
          const statistics = { mean, variance: tf.add(tf.square(mean), 0.5), gamma, beta };
          const attrs = { epsilon: 1e-3, activation };
          return batchNormFrozen(x!, statistics as Parameters<typeof batchNormFrozen>[1], attrs);
        }),
      }),
    ),
    comparison("scale, shift, activation", matrix, ({ leading, channels, activation }) => ({
      shapes: [[...leading, channels], [channels], [channels]],
      tolerance: ROUNDING,
      compute: withGradients(([x, scale, shift]) =>
        scaleShift(tf.mul(x!, 8), { scale, shift } as Parameters<typeof scaleShift>[1], {
          activation,
        }),
      ),
    })),
    comparison("activation", matrix, ({ leading, channels, activation }) => ({
      shapes: [[...leading, channels]],
      tolerance: ROUNDING,
      // Times 8: values beyond 6, where the gradient stops.
      compute: withGradients(([x]) => activate(tf.mul(x!, 8), activation)),
    })),
  ];
}

function outputsOf({ filterShape, depthwise }: Convolution): number {
  return filterShape[depthwise ? 2 : 3];
}

export interface Convolution extends ConvAttrs {
  readonly xShape: [number, number, number, number];
  readonly filterShape: [number, number, number, number];
}

const padding = fc.oneof(
  fc.constant("same" as const),
  fc.constant("valid" as const),
  fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2)).map(([top, bottom, left, right]) => {
    const pad: ConvAttrs["pad"] = [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ];
    return pad;
  }),
);

/** What a backend serves. */
export interface ConvolutionLimits {
  /** Whether a depthwise convolution may step differently along height and width. */
  readonly unequalDepthwiseStrides: boolean;
  /** Whether tfjs's own kernels there pad by given numbers; ours always do. */
  readonly stockExplicitPadding: boolean;
}

/** Small convolutions of every kind that is served: odd sizes, strides, paddings, few and many channels. */
export function arbitraryConvolution(limits: ConvolutionLimits): fc.Arbitrary<Convolution> {
  return anyConvolution.map(({ strides, ...convolution }) => {
    const equal = convolution.depthwise && !limits.unequalDepthwiseStrides;
    return { ...convolution, strides: equal ? [strides[0], strides[0]] : strides };
  });
}

const anyConvolution: fc.Arbitrary<Convolution> = fc
  .record({
    images: fc.integer({ min: 1, max: 3 }),
    sides: fc.tuple(fc.integer({ min: 7, max: 11 }), fc.integer({ min: 7, max: 11 })),
    channels: fc.integer({ min: 1, max: 21 }),
    filters: fc.integer({ min: 1, max: 19 }),
    kernel: fc.tuple(fc.constantFrom(1, 2, 3, 5, 7), fc.constantFrom(1, 3, 4)),
    strides: fc.constantFrom<[number, number]>([1, 1], [2, 2], [1, 2], [3, 1]),
    pad: padding,
    depthwise: fc.boolean(),
  })
  .map(({ images, sides, channels, filters, kernel, strides, pad, depthwise }) => ({
    xShape: [images, ...sides, channels],
    filterShape: [...kernel, channels, depthwise ? 1 : filters],
    strides,
    pad,
    depthwise,
    dilations: [1, 1],
    inputGradient: true,
  }));
