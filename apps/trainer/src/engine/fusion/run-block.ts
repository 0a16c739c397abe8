import * as tf from "@tensorflow/tfjs-core";
import { foldStatistics } from "../ops/batch-norm-frozen.ts";
import {
  moveStatistics,
  normalizeLayer,
  parametersOf,
  statisticsOf,
  usesFixedStatistics,
} from "../ops/batch-norm-layer.ts";
import { convBlock, convNormBlock } from "../ops/conv-block.ts";
import type { ConvAttrs } from "../ops/kernels.ts";
import type { ConvLayer, Kwargs, PadLayer } from "./layer-types.ts";
import type { BlockStep } from "./plan.ts";

interface BlockOptions {
  readonly kwargs: Kwargs;
  /** Whether `x` may depend on a variable. */
  readonly inputGradient: boolean;
}

/** Runs layers that follow each other as one: the same result but for rounding. */
export function runBlock(block: BlockStep, x: tf.Tensor, options: BlockOptions): tf.Tensor {
  return tf.tidy(() => {
    const { conv, norm, activation } = block;
    const fixed = norm !== null && usesFixedStatistics(norm, options.kwargs);
    if (!conv) return norm ? normalizeLayer(norm, x, { fixed, activation }) : x;
    const filter = (conv.depthwiseKernel ?? conv.kernel)?.read() as tf.Tensor4D;
    const input = x as tf.Tensor4D;
    const attrs = { ...convAttrs(block.pad, conv, input), activation, inputGradient: options.inputGradient };
    const bias = conv.bias?.read() as tf.Tensor1D | undefined;
    if (!norm) return convBlock(input, { filter, shift: bias }, attrs);

    const { epsilon } = norm;
    if (fixed) {
      const { scale, shift } = foldStatistics(shifted(statisticsOf(norm), bias), epsilon);
      return convBlock(input, { filter, scale, shift }, attrs);
    }
    const { gamma, beta } = parametersOf(norm);
    const result = convNormBlock(input, { filter, gamma, beta }, { ...attrs, epsilon });
    // The batch's own mean takes the bias away again: it only shows in the moving mean.
    const mean = bias ? tf.add(result.mean, bias) : result.mean;
    moveStatistics(norm, { mean: mean as tf.Tensor1D, variance: result.variance });
    tf.dispose([result.mean, result.variance]);
    return result.y;
  });
}

/** norm(z + bias) is the norm of z whose mean is smaller by the bias. */
function shifted(statistics: ReturnType<typeof statisticsOf>, bias: tf.Tensor1D | undefined) {
  if (!bias) return statistics;
  return { ...statistics, mean: tf.sub(statistics.mean, bias) as tf.Tensor1D };
}

function convAttrs(
  pad: PadLayer | null,
  conv: ConvLayer,
  x: tf.Tensor4D,
): Omit<ConvAttrs, "inputGradient"> {
  return {
    depthwise: conv.getClassName() === "DepthwiseConv2D",
    strides: [...conv.strides],
    dilations: [1, 1],
    pad: pad ? padding(pad, conv, x) : conv.padding,
  };
}

/** "same" where that pads as much: engines have faster ways for it than for padding in numbers. */
function padding(
  pad: PadLayer,
  { kernelSize, strides }: ConvLayer,
  x: tf.Tensor4D,
): ConvAttrs["pad"] {
  const [rows, columns] = pad.padding;
  const likeSame = [rows, columns].every(([before, after], axis) => {
    const [size, kernel, stride] = [x.shape[axis + 1], kernelSize[axis], strides[axis]] as Three;
    const total = Math.max((Math.ceil(size / stride) - 1) * stride + kernel - size, 0);
    return before === Math.floor(total / 2) && after === total - before;
  });
  if (likeSame) return "same";
  return [[0, 0], [...rows], [...columns], [0, 0]];
}

type Three = [number, number, number];
