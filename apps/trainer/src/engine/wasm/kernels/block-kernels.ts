import type * as tf from "@tensorflow/tfjs-core";
import {
  type ConvBlockAttrs,
  type ConvBlockInputs,
  type ConvNormBlockAttrs,
  type ConvNormBlockInputs,
  type ConvNormBlockOutputs,
  KERNELS,
} from "../../ops/kernels.ts";
import type { Compute } from "../compute/compute.ts";
import {
  convInfo,
  Heap,
  type KernelCall,
  limitsOf,
  type Named,
  register,
  rowsOf,
} from "./context.ts";
import { convolve, convolveWithMoments } from "./convolve.ts";
import { convolveGradient } from "./convolve-gradient.ts";
import {
  foldNormalization,
  GRADIENT_MODES,
  mergeMoments,
  normalizationGradient,
  scaleShift,
} from "./normalization.ts";

type BlockInputs = ConvBlockInputs<tf.TensorInfo>;
type BlockCall = KernelCall<BlockInputs, ConvBlockAttrs>;
type BlockGradCall = KernelCall<BlockInputs & Named<"y" | "dy">, ConvBlockAttrs>;
type NormInputs = ConvNormBlockInputs<tf.TensorInfo>;
type NormCall = KernelCall<NormInputs, ConvNormBlockAttrs>;
type NormGradCall = KernelCall<
  NormInputs & Omit<ConvNormBlockOutputs<tf.TensorInfo>, "y">,
  ConvNormBlockAttrs
>;

/** Convolution, normalization and activation as one: see `ops/kernels.ts` for inputs and outputs. */
export function registerBlockKernels(compute: Compute): void {
  register(KERNELS.convBlock, (call: BlockCall) => [block(compute, call)]);
  register(KERNELS.convBlockGrad, (call: BlockGradCall) => blockGradient(compute, call));
  register(KERNELS.convNormBlock, (call: NormCall) => normBlock(compute, call));
  register(KERNELS.convNormBlockGrad, (call: NormGradCall) => normBlockGradient(compute, call));
}

function infoOf({ x, filter }: Named<"x" | "filter">, attrs: ConvBlockAttrs) {
  const { depthwise } = attrs;
  return convInfo({ xShape: x.shape, filterShape: filter.shape, depthwise }, attrs);
}

function block(compute: Compute, { inputs, attrs, backend }: BlockCall): tf.TensorInfo {
  const { x, filter, scale, shift } = inputs;
  const heap = new Heap(compute, backend);
  const info = infoOf(inputs, attrs);
  const y = heap.make(info.outShape);
  convolve(compute, {
    info,
    depthwise: attrs.depthwise,
    x: heap.at(x),
    filter: heap.at(filter),
    scale: heap.at(scale),
    shift: heap.at(shift),
    y: heap.at(y),
    ...limitsOf(attrs.activation),
  });
  return y;
}

function blockGradient(
  compute: Compute,
  { inputs, attrs, backend }: BlockGradCall,
): tf.TensorInfo[] {
  const { x, filter, scale, shift, y, dy } = inputs;
  const heap = new Heap(compute, backend);
  const dx = heap.make(attrs.inputGradient ? x.shape : []);
  const dfilter = heap.make(filter.shape);
  const dscale = scale && heap.make(scale.shape);
  const dshift = shift && heap.make(shift.shape);
  const mode = attrs.activation === "linear" ? GRADIENT_MODES.plain : GRADIENT_MODES.rectifier;
  convolveGradient(compute, {
    info: infoOf(inputs, attrs),
    depthwise: attrs.depthwise,
    x: heap.at(x),
    filter: heap.at(filter),
    scale: heap.at(scale),
    gradient: { mode, dy: heap.at(dy), y: heap.at(y), ...limitsOf(attrs.activation) },
    dx: attrs.inputGradient ? heap.at(dx) : 0,
    dfilter: heap.at(dfilter),
    dscale: heap.at(dscale),
    dshift: heap.at(dshift),
  });
  return [dx, dfilter, ...(dscale ? [dscale] : []), ...(dshift ? [dshift] : [])];
}

function normBlock(compute: Compute, { inputs, attrs, backend }: NormCall): tf.TensorInfo[] {
  const { x, filter, gamma, beta } = inputs;
  const heap = new Heap(compute, backend);
  const info = infoOf(inputs, attrs);
  const [convolved, y] = [heap.make(info.outShape), heap.make(info.outShape)];
  const [mean, variance] = [heap.make(gamma.shape), heap.make(gamma.shape)];
  const addresses = { mean: heap.at(mean), variance: heap.at(variance) };
  const { rows, channels } = rowsOf(y);
  compute.withScratch((take) => {
    const moments = convolveWithMoments(compute, take, {
      info,
      depthwise: attrs.depthwise,
      x: heap.at(x),
      filter: heap.at(filter),
      scale: 0,
      shift: 0,
      y: heap.at(convolved),
      ...limitsOf("linear"),
    });
    const matrix = { x: heap.at(convolved), rows, channels };
    mergeMoments(compute, take, { ...moments, ...matrix, ...addresses });
    const parameters = { gamma: heap.at(gamma), beta: heap.at(beta), epsilon: attrs.epsilon };
    const folded = foldNormalization(compute, take, { channels, ...addresses, ...parameters });
    const { scale, shift } = folded;
    scaleShift(compute, { ...matrix, y: heap.at(y), scale, shift, ...limitsOf(attrs.activation) });
  });
  return [y, mean, variance, convolved];
}

function normBlockGradient(
  compute: Compute,
  { inputs, attrs, backend }: NormGradCall,
): tf.TensorInfo[] {
  const { x, filter, gamma, beta, mean, variance, convolved, dy } = inputs;
  const heap = new Heap(compute, backend);
  const dx = heap.make(attrs.inputGradient ? x.shape : []);
  const dfilter = heap.make(filter.shape);
  const [dgamma, dbeta] = [heap.make(gamma.shape), heap.make(gamma.shape)];
  compute.withScratch((take) => {
    const gradient = normalizationGradient(compute, take, {
      ...rowsOf(convolved),
      ...limitsOf(attrs.activation),
      epsilon: attrs.epsilon,
      dy: heap.at(dy),
      y: heap.at(convolved),
      mean: heap.at(mean),
      variance: heap.at(variance),
      gamma: heap.at(gamma),
      beta: heap.at(beta),
      dgamma: heap.at(dgamma),
      dbeta: heap.at(dbeta),
    });
    convolveGradient(compute, {
      info: infoOf(inputs, attrs),
      depthwise: attrs.depthwise,
      gradient,
      x: heap.at(x),
      filter: heap.at(filter),
      scale: 0,
      dscale: 0,
      dshift: 0,
      dx: attrs.inputGradient ? heap.at(dx) : 0,
      dfilter: heap.at(dfilter),
    });
  });
  return [dx, dfilter, dgamma, dbeta];
}
