import * as tf from "@tensorflow/tfjs-core";
import { type KernelCall, type Named, register, view } from "./context.ts";
import { zeroInsert } from "./zero-insert.ts";

type InputCall = KernelCall<Named<"dy" | "filter">, tf.DepthwiseConv2dNativeBackpropInputAttrs>;
type FilterCall = KernelCall<Named<"x" | "dy">, tf.DepthwiseConv2dNativeBackpropFilterAttrs>;

/** Gradients of a depthwise convolution with one filter per channel. */
export function registerDepthwiseGradients(): void {
  register(tf.DepthwiseConv2dNativeBackpropInput, (call: InputCall) =>
    tf.tidy(() => inputGradient(call)),
  );
  register(tf.DepthwiseConv2dNativeBackpropFilter, filterGradient);
}

function depthwiseInfo(
  xShape: number[],
  filterShape: number[],
  attrs: InputCall["attrs"] | FilterCall["attrs"],
): tf.backend_util.Conv2DInfo {
  if (filterShape[3] !== 1) {
    throw new Error(`depthwise gradient: one filter per channel only, got [${filterShape.join()}]`);
  }
  return tf.backend_util.computeConv2DInfo(
    xShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    attrs.strides,
    attrs.dilations,
    attrs.pad,
    attrs.dimRoundingMode,
    true,
  );
}

function inputGradient({ inputs, backend, attrs }: InputCall): tf.Tensor {
  const [dy, filter] = [inputs.dy as tf.Tensor4D, inputs.filter as tf.Tensor4D];
  const info = depthwiseInfo(attrs.inputShape, filter.shape, attrs);
  const spread = zeroInsert(backend, dy, {
    height: info.inHeight + info.effectiveFilterHeight - 1,
    width: info.inWidth + info.effectiveFilterWidth - 1,
    top: info.effectiveFilterHeight - 1 - info.padInfo.top,
    left: info.effectiveFilterWidth - 1 - info.padInfo.left,
    strideHeight: info.strideHeight,
    strideWidth: info.strideWidth,
  });
  const flipped = tf.reverse(filter, [0, 1]) as tf.Tensor4D;
  return tf.depthwiseConv2d(spread, flipped, 1, "valid", "NHWC", attrs.dilations);
}

function filterGradient({ inputs, backend, attrs }: FilterCall): tf.TensorInfo {
  const info = depthwiseInfo(inputs.x.shape, attrs.filterShape, attrs);
  const output = backend.makeOutput(attrs.filterShape, "float32");
  const [x, dy] = [view(backend, inputs.x), view(backend, inputs.dy)];
  const gradient = view(backend, output);
  const { inChannels: channels, filterHeight, filterWidth, outHeight, outWidth } = info;
  const sums = new Float32Array(channels);
  for (let i = 0; i < filterHeight; i++) {
    for (let j = 0; j < filterWidth; j++) {
      sums.fill(0);
      for (let n = 0; n < info.batchSize; n++) {
        for (let y = 0; y < outHeight; y++) {
          const row = y * info.strideHeight + i * info.dilationHeight - info.padInfo.top;
          if (row < 0 || row >= info.inHeight) continue;
          for (let column = 0; column < outWidth; column++) {
            const at = column * info.strideWidth + j * info.dilationWidth - info.padInfo.left;
            if (at < 0 || at >= info.inWidth) continue;
            const from = ((n * info.inHeight + row) * info.inWidth + at) * channels;
            const of = ((n * outHeight + y) * outWidth + column) * channels;
            for (let c = 0; c < channels; c++) sums[c]! += x[from + c]! * dy[of + c]!;
          }
        }
      }
      gradient.set(sums, (i * filterWidth + j) * channels);
    }
  }
  return output;
}
