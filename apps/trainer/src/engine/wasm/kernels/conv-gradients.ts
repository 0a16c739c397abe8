import * as tf from "@tensorflow/tfjs-core";
import { type KernelCall, makeTensor, type Named, register, view } from "./context.ts";
import { zeroInsert } from "./zero-insert.ts";

type ConvInfo = tf.backend_util.Conv2DInfo;
type InputCall = KernelCall<Named<"dy" | "filter">, tf.Conv2DBackpropInputAttrs>;
type FilterCall = KernelCall<Named<"x" | "dy">, tf.Conv2DBackpropFilterAttrs>;

/** Bytes of im2col columns at a time, so that they stay in the cache. */
const COLUMN_BYTES = 8 * 2 ** 20;

/** Gradients of a convolution, composed of what XNNPACK does well: plain products and convolutions. */
export function registerConvGradients(): void {
  register(tf.Conv2DBackpropInput, (call: InputCall) => tf.tidy(() => inputGradient(call)));
  register(tf.Conv2DBackpropFilter, (call: FilterCall) => tf.tidy(() => filterGradient(call)));
}

function convInfo(
  xShape: number[],
  filterShape: number[],
  attrs: InputCall["attrs"] | FilterCall["attrs"],
) {
  return tf.backend_util.computeConv2DInfo(
    xShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    attrs.strides,
    1,
    attrs.pad,
    attrs.dimRoundingMode,
    false,
    tf.backend_util.convertConv2DDataFormat(attrs.dataFormat),
  );
}

function isPointwise(info: ConvInfo): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth } = info;
  return filterHeight === 1 && filterWidth === 1 && strideHeight === 1 && strideWidth === 1;
}

function inputGradient({ inputs, backend, attrs }: InputCall): tf.Tensor {
  const [dy, filter] = [inputs.dy as tf.Tensor4D, inputs.filter as tf.Tensor4D];
  const info = convInfo(attrs.inputShape, filter.shape, attrs);
  if (isPointwise(info)) {
    const rows = tf.reshape(dy, [-1, info.outChannels]);
    const weights = tf.reshape(filter, [info.inChannels, info.outChannels]);
    return tf.reshape(tf.matMul(rows, weights, false, true), attrs.inputShape);
  }
  const flipped = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]) as tf.Tensor4D;
  const spread = zeroInsert(backend, dy, {
    height: info.inHeight + info.filterHeight - 1,
    width: info.inWidth + info.filterWidth - 1,
    top: info.filterHeight - 1 - info.padInfo.top,
    left: info.filterWidth - 1 - info.padInfo.left,
    strideHeight: info.strideHeight,
    strideWidth: info.strideWidth,
  });
  return tf.conv2d(spread, flipped, 1, "valid");
}

function filterGradient({ inputs, backend, attrs }: FilterCall): tf.Tensor {
  const [x, dy] = [inputs.x as tf.Tensor4D, inputs.dy as tf.Tensor4D];
  const info = convInfo(x.shape, attrs.filterShape, attrs);
  const pixels = info.outHeight * info.outWidth;
  const patch = info.filterHeight * info.filterWidth * info.inChannels;
  if (isPointwise(info)) {
    const rows = tf.reshape(x, [-1, info.inChannels]);
    const gradient = tf.reshape(dy, [-1, info.outChannels]);
    return tf.reshape(tf.matMul(rows, gradient, true, false), attrs.filterShape);
  }
  const images = Math.floor(COLUMN_BYTES / (4 * pixels * patch));
  const step = Math.max(1, Math.min(info.batchSize, images));
  let total: tf.Tensor2D | undefined;
  for (let first = 0; first < info.batchSize; first += step) {
    const count = Math.min(step, info.batchSize - first);
    const part = tf.tidy(() => {
      const columns = makeTensor<tf.Rank.R2>(backend, [count * pixels, patch]);
      const slice = tf.slice(dy, [first, 0, 0, 0], [count, -1, -1, -1]);
      const gradient = tf.transpose(tf.reshape(slice, [count * pixels, info.outChannels]));
      fillColumns({ x: view(backend, x), columns: view(backend, columns), first, count, info });
      const product = tf.matMul(gradient, columns) as tf.Tensor2D;
      return total ? tf.add(total, product) : product;
    });
    total?.dispose();
    total = part as tf.Tensor2D;
  }
  return tf.reshape(tf.transpose(total as tf.Tensor2D), attrs.filterShape);
}

interface Columns {
  readonly x: Float32Array;
  readonly columns: Float32Array;
  readonly first: number;
  readonly count: number;
  readonly info: ConvInfo;
}

/** im2col: one row per output pixel, holding the patch that it sees, zero where that is padding. */
function fillColumns({ x, columns, first, count, info }: Columns): void {
  const { inHeight, inWidth, inChannels: channels, filterHeight, filterWidth } = info;
  let to = 0;
  for (let n = first; n < first + count; n++) {
    for (let y = 0; y < info.outHeight; y++) {
      for (let column = 0; column < info.outWidth; column++) {
        for (let i = 0; i < filterHeight; i++) {
          const row = y * info.strideHeight + i - info.padInfo.top;
          for (let j = 0; j < filterWidth; j++) {
            const at = column * info.strideWidth + j - info.padInfo.left;
            if (row < 0 || row >= inHeight || at < 0 || at >= inWidth) {
              columns.fill(0, to, to + channels);
            } else {
              const from = ((n * inHeight + row) * inWidth + at) * channels;
              columns.set(x.subarray(from, from + channels), to);
            }
            to += channels;
          }
        }
      }
    }
  }
}
