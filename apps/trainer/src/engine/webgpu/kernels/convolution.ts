import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { Activation, ConvAttrs } from "../../ops/kernels.ts";
import type { Programs } from "./programs.ts";

/** Threads that a filter gradient is shared out to; a large GPU runs some hundred thousand at a time. */
const THREADS = 2 ** 18;

type Geometry = Pick<ConvAttrs, "depthwise" | "strides" | "pad">;

/** activation(convolution(x, filter) + bias) with tfjs's own fused kernels. */
export function convolve(
  { x, filter, bias }: { x: Tensor; filter: Tensor; bias?: Tensor | undefined },
  attrs: ConvAttrs & { activation: Activation },
): Tensor {
  const { depthwise, strides, pad, dilations, activation } = attrs;
  const kernel = depthwise ? tf.FusedDepthwiseConv2D : tf.FusedConv2D;
  const inputs = bias ? { x, filter, bias } : { x, filter };
  const options = { strides, pad, dilations, dataFormat: "NHWC", activation };
  return tf.engine().runKernel(kernel, inputs, options as unknown as tf.NamedAttrMap) as Tensor;
}

/** dx of a convolution without dilation. */
export function inputGradient(
  programs: Programs,
  { dz, filter, inputShape }: { dz: Tensor; filter: Tensor; inputShape: readonly number[] },
  { depthwise, strides, pad }: Geometry,
): Tensor {
  if (isProduct({ depthwise, strides, pad, filterShape: filter.shape })) {
    const product = tf.matMul(asMatrix(dz), asMatrix(filter), false, true);
    return tf.reshape(product, [...inputShape]);
  }
  const inputs = { dy: dz, filter };
  const attrs = { strides, pad, inputShape, dataFormat: "NHWC", dilations: [1, 1] };
  if (!depthwise) return programs.runStock(tf.Conv2DBackpropInput, inputs, attrs);
  const options = attrs as unknown as tf.NamedAttrMap;
  return tf.engine().runKernel(tf.DepthwiseConv2dNativeBackpropInput, inputs, options) as Tensor;
}

/**
 * dfilter of a convolution without dilation.
 *
 * tfjs gives each element of a filter one thread, which adds up all positions of all images: a
 * thousand threads with 200,000 steps each. Here the positions are shared out, and the parts added up in
 * a fixed order.
 */
export function filterGradient(
  programs: Programs,
  { x, dz, filterShape }: { x: Tensor; dz: Tensor; filterShape: readonly number[] },
  geometry: Geometry,
): Tensor {
  const shape = [...filterShape];
  if (isProduct({ ...geometry, filterShape })) {
    return tf.reshape(tf.matMul(asMatrix(x), asMatrix(dz), true), shape);
  }
  const filterSize = tf.util.sizeFromShape(shape);
  const numbers = numbersOf({ x, dz, filterShape }, geometry);
  const rows = numbers.rows.int;
  const rowsPerChunk = Math.min(rows, Math.ceil((rows * filterSize) / THREADS));
  const parts = programs.run({
    shape: [Math.ceil(rows / rowsPerChunk), filterSize],
    inputs: { x, dz },
    numbers: { ...numbers, rowsPerChunk: { int: rowsPerChunk } },
    code: FILTER_GRADIENT,
  });
  return tf.reshape(programs.sumRows({ parts }, { term: "parts[i]" }), shape);
}

const FILTER_GRADIENT = `
    let u = uniforms;
    let element = index % u.filterSize;
    let c = element / u.multiplier % u.channels;
    let k = c * u.filtersPerChannel + element % u.multiplier;
    let tap = element / u.multiplier / u.channels;
    let atRow = tap / u.filterWidth - u.padTop;
    let atColumn = tap % u.filterWidth - u.padLeft;
    let start = index / u.filterSize * u.rowsPerChunk;
    let end = min(start + u.rowsPerChunk, u.rows);
    var sum = 0.0;
    for (var row = start; row < end; row++) {
      let xRow = row % u.outHeight * u.strideHeight + atRow;
      if (xRow < 0 || xRow >= u.inHeight) { continue; }
      let xStart = (row / u.outHeight * u.inHeight + xRow) * u.inWidth;
      for (var column = 0; column < u.outWidth; column++) {
        let xColumn = column * u.strideWidth + atColumn;
        if (xColumn >= 0 && xColumn < u.inWidth) {
          sum += x[(xStart + xColumn) * u.channels + c] * dz[(row * u.outWidth + column) * u.filters + k];
        }
      }
    }
    result[index] = sum;`;

function numbersOf(
  { x, dz, filterShape }: { x: Tensor; dz: Tensor; filterShape: readonly number[] },
  { depthwise, strides, pad }: Geometry,
) {
  const info = tf.backend_util.computeConv2DInfo(
    ...([x.shape, filterShape, strides, 1, pad, undefined, depthwise] as unknown as Parameters<
      typeof tf.backend_util.computeConv2DInfo
    >),
  );
  return {
    channels: { int: info.inChannels },
    filters: { int: info.outChannels },
    /** Filters that read one channel, and how far apart those of two channels are. */
    multiplier: { int: info.outChannels / (depthwise ? info.inChannels : 1) },
    filtersPerChannel: { int: depthwise ? info.outChannels / info.inChannels : 0 },
    filterSize: { int: tf.util.sizeFromShape([...filterShape]) },
    filterWidth: { int: info.filterWidth },
    padTop: { int: info.padInfo.top },
    padLeft: { int: info.padInfo.left },
    strideHeight: { int: info.strideHeight },
    strideWidth: { int: info.strideWidth },
    inHeight: { int: info.inHeight },
    inWidth: { int: info.inWidth },
    outHeight: { int: info.outHeight },
    outWidth: { int: info.outWidth },
    rows: { int: dz.size / info.outWidth / info.outChannels },
  };
}

/** Whether a convolution is a product of matrices: filters of one pixel at every pixel. */
function isProduct(conv: Geometry & { filterShape: readonly number[] }): boolean {
  const { depthwise, strides, pad, filterShape } = conv;
  const onePixel = filterShape[0] === 1 && filterShape[1] === 1;
  const everywhere = strides[0] === 1 && strides[1] === 1 && typeof pad === "string";
  return onePixel && everywhere && !depthwise;
}

/** A tensor as the matrix of its last axis. */
function asMatrix(x: Tensor): tf.Tensor2D {
  const channels = x.shape.at(-1) ?? 1;
  return tf.reshape(x as Tensor4D, [x.size / channels, channels]);
}
