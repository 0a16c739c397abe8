import * as tf from "@tensorflow/tfjs-core";
import { installFastLayers } from "../src/engine/ops/install-fast-layers.ts";
import { type ConvBlockAttrs, type ConvBlockInputs, KERNELS } from "../src/engine/ops/kernels.ts";
import { registerCopyKernels } from "../src/engine/wasm/kernels/matrix-kernels.ts";

/** Filters with their normalization's factors in them, by the filter they were made of. */
const scaledFilters = new WeakMap<object, tf.Tensor4D>();

/**
 * Joins each convolution of a net with the normalization and activation that follow, as the trainer does, and computes
 * them by tfjs's fused kernels: a third of the time. Only for nets whose weights never change again.
 */
export function installFusedBlocks(): void {
  installFastLayers();
  registerCopyKernels();
  tf.registerKernel({
    kernelName: KERNELS.convBlock,
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs }) =>
      tf.tidy(() =>
        convBlock(inputs as unknown as ConvBlockInputs, attrs as unknown as ConvBlockAttrs),
      ),
  });
}

function convBlock({ x, filter, scale, shift }: ConvBlockInputs, attrs: ConvBlockAttrs): tf.Tensor {
  const { depthwise, strides, pad, dilations, activation } = attrs;
  const compute = depthwise ? tf.fused.depthwiseConv2d : tf.fused.conv2d;
  return compute({
    x: x as tf.Tensor4D,
    filter: scale ? scaledFilter(filter as tf.Tensor4D, scale, depthwise) : (filter as tf.Tensor4D),
    strides,
    pad: pad as "same",
    dilations,
    activation,
    ...(shift ? { bias: shift } : {}),
  });
}

/** @param filter Shape [h, w, c, k], or [h, w, c, 1] of a depthwise convolution, whose factors are per c. */
function scaledFilter(filter: tf.Tensor4D, scale: tf.Tensor, depthwise: boolean): tf.Tensor4D {
  const kept = scaledFilters.get(filter.dataId);
  if (kept) return kept;
  const factors = depthwise ? tf.reshape(scale, [-1, 1]) : scale;
  const scaled = tf.keep(tf.mul<tf.Tensor4D>(filter, factors));
  scaledFilters.set(filter.dataId, scaled);
  return scaled;
}
