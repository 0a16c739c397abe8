import * as tf from "@tensorflow/tfjs-core";

export type ConvInfo = tf.backend_util.Conv2DInfo;

export interface ConvShapes {
  readonly xShape: readonly number[];
  readonly filterShape: readonly number[];
  readonly depthwise: boolean;
}

export interface ConvSettings {
  readonly strides: [number, number] | number;
  readonly pad: "valid" | "same" | number | tf.backend_util.ExplicitPadding;
  readonly dilations?: [number, number] | number | undefined;
  readonly dataFormat?: "NHWC" | "NCHW" | undefined;
  readonly dimRoundingMode?: "floor" | "round" | "ceil" | undefined;
}

type Shape4D = [number, number, number, number];

/** tfjs's description of a convolution. @throws {Error} for channels first or several filters per channel. */
export function convInfo(
  { xShape, filterShape, depthwise }: ConvShapes,
  { strides, pad, dilations, dataFormat, dimRoundingMode }: ConvSettings,
): ConvInfo {
  if (dataFormat === "NCHW") throw new Error("convolution: channels must come last (NHWC)");
  if (depthwise && filterShape[3] !== 1) {
    throw new Error(`depthwise convolution: one filter per channel, got [${filterShape.join()}]`);
  }
  return tf.backend_util.computeConv2DInfo(
    xShape as Shape4D,
    filterShape as Shape4D,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    depthwise,
  );
}

/** The same as fields of an argument record. */
export function geometryOf(info: ConvInfo) {
  return {
    inHeight: info.inHeight,
    inWidth: info.inWidth,
    inChannels: info.inChannels,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    outChannels: info.outChannels,
    filterHeight: info.filterHeight,
    filterWidth: info.filterWidth,
    strideHeight: info.strideHeight,
    strideWidth: info.strideWidth,
    dilationHeight: info.dilationHeight,
    dilationWidth: info.dilationWidth,
    padTop: info.padInfo.top,
    padLeft: info.padInfo.left,
    rows: info.batchSize * info.outHeight * info.outWidth,
  };
}

/** Whether an output pixel sees just the input pixel at its own place. */
export function isPointwise(info: ConvInfo): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth } = info;
  return (
    filterHeight * filterWidth * strideHeight * strideWidth === 1 &&
    info.outHeight === info.inHeight &&
    info.outWidth === info.inWidth
  );
}

/** Numbers that an output pixel sees. */
export function patchSize(info: ConvInfo): number {
  return info.filterHeight * info.filterWidth * info.inChannels;
}

export function roundUp(count: number, multiple: number): number {
  return Math.ceil(count / multiple) * multiple;
}
