import type * as tf from "@tensorflow/tfjs-core";
import { type ActivationAttrs, type BatchNormAttrs, KERNELS } from "../../ops/kernels.ts";
import type { Compute } from "../compute/compute.ts";
import { Heap, type KernelCall, limitsOf, type Named, register, rowsOf } from "./context.ts";
import {
  channelSums,
  foldNormalization,
  GRADIENT_MODES,
  gatherMoments,
  gradientOfRows,
  mergeMoments,
  normalizationGradient,
  scaleShift,
} from "./normalization.ts";

type TrainCall = KernelCall<Named<"x" | "gamma" | "beta">, BatchNormAttrs>;
type TrainGradCall = KernelCall<
  Named<"x" | "dy" | "gamma" | "beta" | "mean" | "variance">,
  BatchNormAttrs
>;
type ScaleShiftCall = KernelCall<Named<"x" | "scale" | "shift">, ActivationAttrs>;
type ScaleShiftGradCall = KernelCall<Named<"x" | "y" | "dy" | "scale">, ActivationAttrs>;
type ActivationGradCall = KernelCall<Named<"y" | "dy">, ActivationAttrs>;

/** Normalizations and activations on their own: see `ops/kernels.ts` for inputs and outputs. */
export function registerChannelKernels(compute: Compute): void {
  register(KERNELS.batchNormTrain, (call: TrainCall) => train(compute, call));
  register(KERNELS.batchNormTrainGrad, (call: TrainGradCall) => trainGradient(compute, call));
  register(KERNELS.scaleShift, (call: ScaleShiftCall) => scaled(compute, call));
  register(KERNELS.scaleShiftGrad, (call: ScaleShiftGradCall) => scaledGradient(compute, call));
  register(KERNELS.activationGrad, (call: ActivationGradCall) => activationGrad(compute, call));
}

function train(compute: Compute, { inputs, attrs, backend }: TrainCall): tf.TensorInfo[] {
  const { x, gamma, beta } = inputs;
  const heap = new Heap(compute, backend);
  const y = heap.make(x.shape);
  const [mean, variance] = [heap.make(gamma.shape), heap.make(gamma.shape)];
  const statistics = { mean: heap.at(mean), variance: heap.at(variance) };
  const matrix = { x: heap.at(x), ...rowsOf(x) };
  compute.withScratch((take) => {
    const moments = gatherMoments(compute, take, matrix);
    mergeMoments(compute, take, { ...moments, ...matrix, ...statistics });
    const parameters = { gamma: heap.at(gamma), beta: heap.at(beta), epsilon: attrs.epsilon };
    const { channels } = matrix;
    const folded = foldNormalization(compute, take, { channels, ...statistics, ...parameters });
    const { scale, shift } = folded;
    scaleShift(compute, { ...matrix, y: heap.at(y), scale, shift, ...limitsOf(attrs.activation) });
  });
  return [y, mean, variance];
}

function trainGradient(
  compute: Compute,
  { inputs, attrs, backend }: TrainGradCall,
): tf.TensorInfo[] {
  const { x, dy, gamma, beta, mean, variance } = inputs;
  const heap = new Heap(compute, backend);
  const dx = heap.make(x.shape);
  const [dgamma, dbeta] = [heap.make(gamma.shape), heap.make(gamma.shape)];
  compute.withScratch((take) => {
    const gradient = normalizationGradient(compute, take, {
      ...rowsOf(x),
      ...limitsOf(attrs.activation),
      epsilon: attrs.epsilon,
      dy: heap.at(dy),
      y: heap.at(x),
      mean: heap.at(mean),
      variance: heap.at(variance),
      gamma: heap.at(gamma),
      beta: heap.at(beta),
      dgamma: heap.at(dgamma),
      dbeta: heap.at(dbeta),
    });
    gradientOfRows(compute, { ...rowsOf(x), ...gradient, target: heap.at(dx) });
  });
  return [dx, dgamma, dbeta];
}

function scaled(compute: Compute, { inputs, attrs, backend }: ScaleShiftCall): tf.TensorInfo[] {
  const { x, scale, shift } = inputs;
  const heap = new Heap(compute, backend);
  const y = heap.make(x.shape);
  const vectors = { scale: heap.at(scale), shift: heap.at(shift) };
  const matrix = { x: heap.at(x), y: heap.at(y), ...rowsOf(x) };
  scaleShift(compute, { ...matrix, ...vectors, ...limitsOf(attrs.activation) });
  return [y];
}

/** dx = passed * scale, dscale = sum(passed * x), dshift = sum(passed), with passed = dy where y is inside. */
function scaledGradient(
  compute: Compute,
  { inputs, attrs, backend }: ScaleShiftGradCall,
): tf.TensorInfo[] {
  const { x, y, dy, scale } = inputs;
  const heap = new Heap(compute, backend);
  const [dx, passed] = [heap.make(x.shape), heap.make(x.shape)];
  const [dscale, dshift] = [heap.make(scale.shape), heap.make(scale.shape)];
  const matrix = rowsOf(x);
  const limits = limitsOf(attrs.activation);
  const gradient = { mode: GRADIENT_MODES.rectifier, dy: heap.at(dy), y: heap.at(y), ...limits };
  gradientOfRows(compute, { ...matrix, ...gradient, target: heap.at(passed) });
  compute.withScratch((take) => {
    const centre = take(matrix.channels * 4);
    compute.zero(centre, matrix.channels);
    const sums = { sums: heap.at(dshift), products: heap.at(dscale) };
    channelSums(compute, { ...matrix, dy: heap.at(passed), y: heap.at(x), centre, ...sums });
  });
  const unlimited = limitsOf("linear");
  const factor = { scale: heap.at(scale), shift: 0, ...unlimited };
  scaleShift(compute, { ...matrix, x: heap.at(passed), y: heap.at(dx), ...factor });
  backend.disposeData(passed.dataId);
  return [dx, dscale, dshift];
}

function activationGrad(
  compute: Compute,
  { inputs, attrs, backend }: ActivationGradCall,
): tf.TensorInfo[] {
  const { y, dy } = inputs;
  const heap = new Heap(compute, backend);
  const dx = heap.make(y.shape);
  gradientOfRows(compute, {
    ...rowsOf(y),
    mode: GRADIENT_MODES.rectifier,
    dy: heap.at(dy),
    y: heap.at(y),
    target: heap.at(dx),
    ...limitsOf(attrs.activation),
  });
  return [dx];
}
