import * as fc from "fast-check";
import type { ConvAttrs } from "../ops/kernels.ts";

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
